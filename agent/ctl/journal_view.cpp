#include "ctl/journal_view.h"

#include <unistd.h>

#include <cerrno>

#include "ctl/commands.h"
#include "ctl/time_text.h"

namespace berth::ctl {

namespace {

std::string time_argument(const char* option, const std::string& text, Duration now) {
  auto time = parse_moment(text, now);
  if (!time) return fmt::format("--{}={}", option, text);
  auto microseconds = std::max<std::int64_t>(0, time->count());
  return fmt::format("--{}=@{}.{:06}", option, microseconds / 1'000'000, microseconds % 1'000'000);
}

}  // namespace

std::vector<std::string> journalctl_arguments(const std::string& unit, const LogsOptions& options, bool on_terminal,
                                              Duration now) {
  std::vector<std::string> arguments{"journalctl", "--unit=" + unit};
  if (!on_terminal) arguments.emplace_back("--no-pager");
  if (!options.lines.empty()) arguments.push_back("--lines=" + options.lines);
  if (options.follow) arguments.emplace_back("--follow");
  if (!options.since.empty()) arguments.push_back(time_argument("since", options.since, now));
  if (!options.until.empty()) arguments.push_back(time_argument("until", options.until, now));
  return arguments;
}

int become_journalctl(const std::string& unit, const LogsOptions& options) {
  auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now().time_since_epoch());
  auto arguments = journalctl_arguments(unit, options, ::isatty(STDOUT_FILENO) == 1, now);
  std::vector<char*> pointers;
  for (auto& argument : arguments) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  ::execvp(pointers[0], pointers.data());
  return complain(from_errno(errno, "start journalctl").text);
}

}  // namespace berth::ctl
