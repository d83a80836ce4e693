#include "docker/exec_end.h"

#include <fmt/format.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>

#include "base/file.h"
#include "base/unique_fd.h"

namespace berth::docker {

namespace {

constexpr std::size_t id_length = 64, most_bytes = 65536;

// The number is no other process's as long as this says so.
bool is_alive(const UniqueFd& process) {
  return ::syscall(SYS_pidfd_send_signal, process.get(), 0, nullptr, 0) == 0;
}

}  // namespace

bool is_in_container(std::string_view cgroup, std::string_view container_id) {
  return container_id.size() == id_length && cgroup.find(container_id) != std::string_view::npos;
}

Result<void> end_command(std::int64_t pid, std::string_view container_id) {
  if (pid <= 1 || pid > INT_MAX) return {};  // it has ended
  auto id = static_cast<pid_t>(pid);
  UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
  if (!process) return {};
  auto cgroup = file::read(fmt::format("/proc/{}/cgroup", id), most_bytes);
  if (!cgroup) return cgroup.error();
  if (!is_in_container(*cgroup, container_id))
    return Error{ErrorKind::conflict, fmt::format("process {} is not in that container", id)};
  bool leads = ::getpgid(id) == id && is_alive(process);
  if (leads) ::kill(-id, SIGKILL);
  ::syscall(SYS_pidfd_send_signal, process.get(), SIGKILL, nullptr, 0);
  return {};
}

}  // namespace berth::docker
