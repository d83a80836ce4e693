#include "config/kernel_names.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/text.h"

namespace berth::config {

namespace {

std::string upper_without(std::string_view text, std::string_view prefix) {
  std::string upper;
  for (unsigned char c : text) upper += static_cast<char>(std::toupper(c));
  return upper.starts_with(prefix) ? upper.substr(prefix.size()) : upper;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_number_up_to(std::string_view text, int low, int high) {
  int number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() && number >= low && number <= high;
}

}  // namespace

const std::vector<std::string>& signal_names() {
  static const std::vector<std::string> names = {
      "SIGABRT", "SIGALRM", "SIGBUS",  "SIGCHLD", "SIGCONT", "SIGFPE",  "SIGHUP",    "SIGILL",   "SIGINT",  "SIGIO",
      "SIGKILL", "SIGPIPE", "SIGPROF", "SIGPWR",  "SIGQUIT", "SIGSEGV", "SIGSTOP",   "SIGSYS",   "SIGTERM", "SIGTRAP",
      "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",  "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ"};
  return names;
}

Result<std::string> signal_name(std::string_view text) {
  if (is_number_up_to(text, 1, 64)) return std::string(text);
  auto name = "SIG" + upper_without(text, "SIG");
  if (contains(signal_names(), name)) return name;
  std::string_view rest(name);
  bool is_real_time = rest == "SIGRTMIN" || rest == "SIGRTMAX" ||
                      (rest.starts_with("SIGRTMIN+") && is_number_up_to(rest.substr(9), 1, 30)) ||
                      (rest.starts_with("SIGRTMAX-") && is_number_up_to(rest.substr(9), 1, 30));
  if (is_real_time) return name;
  return Error{ErrorKind::invalid, fmt::format("\"{}\" is no signal", text::printable(text, 40))};
}

const std::vector<std::string>& capability_names() {
  static const std::vector<std::string> names = {"ALL",
                                                 "AUDIT_CONTROL",
                                                 "AUDIT_READ",
                                                 "AUDIT_WRITE",
                                                 "BLOCK_SUSPEND",
                                                 "BPF",
                                                 "CHECKPOINT_RESTORE",
                                                 "CHOWN",
                                                 "DAC_OVERRIDE",
                                                 "DAC_READ_SEARCH",
                                                 "FOWNER",
                                                 "FSETID",
                                                 "IPC_LOCK",
                                                 "IPC_OWNER",
                                                 "KILL",
                                                 "LEASE",
                                                 "LINUX_IMMUTABLE",
                                                 "MAC_ADMIN",
                                                 "MAC_OVERRIDE",
                                                 "MKNOD",
                                                 "NET_ADMIN",
                                                 "NET_BIND_SERVICE",
                                                 "NET_BROADCAST",
                                                 "NET_RAW",
                                                 "PERFMON",
                                                 "SETFCAP",
                                                 "SETGID",
                                                 "SETPCAP",
                                                 "SETUID",
                                                 "SYSLOG",
                                                 "SYS_ADMIN",
                                                 "SYS_BOOT",
                                                 "SYS_CHROOT",
                                                 "SYS_MODULE",
                                                 "SYS_NICE",
                                                 "SYS_PACCT",
                                                 "SYS_PTRACE",
                                                 "SYS_RAWIO",
                                                 "SYS_RESOURCE",
                                                 "SYS_TIME",
                                                 "SYS_TTY_CONFIG",
                                                 "WAKE_ALARM"};
  return names;
}

Result<std::string> capability_name(std::string_view text) {
  auto name = upper_without(text, "CAP_");
  if (contains(capability_names(), name)) return name;
  return Error{ErrorKind::invalid, fmt::format("\"{}\" is no capability", text::printable(text, 40))};
}

const std::vector<std::string>& ulimit_names() {
  static const std::vector<std::string> names = {"core",    "cpu",      "data",   "fsize",      "locks",
                                                 "memlock", "msgqueue", "nice",   "nofile",     "nproc",
                                                 "rss",     "rtprio",   "rttime", "sigpending", "stack"};
  return names;
}

Result<std::string> ulimit_name(std::string_view text) {
  std::string name;
  for (unsigned char c : text) name += static_cast<char>(std::tolower(c));
  if (contains(ulimit_names(), name)) return name;
  return Error{ErrorKind::invalid, fmt::format("\"{}\" is no limit", text::printable(text, 40))};
}

bool is_sysctl_of_container(std::string_view name) {
  static const std::vector<std::string> names = {"kernel.msgmax", "kernel.msgmnb",         "kernel.msgmni",
                                                 "kernel.sem",    "kernel.shmall",         "kernel.shmmax",
                                                 "kernel.shmmni", "kernel.shm_rmid_forced"};
  bool is_of_namespace = (name.starts_with("net.") && name.size() > 4) || name.starts_with("fs.mqueue.");
  return is_of_namespace || contains(names, std::string(name));
}

}  // namespace berth::config
