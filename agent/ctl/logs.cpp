#include "ctl/logs.h"

#include <unistd.h>

#include <charconv>
#include <csignal>

#include "ctl/commands.h"
#include "ctl/journal_view.h"
#include "ctl/log_choice.h"
#include "ctl/log_follower.h"
#include "ctl/log_source.h"
#include "ctl/time_text.h"

namespace berth::ctl {

namespace {

// Following has no other end than this, so it is a good one. Nothing of ours is buffered.
void leave(int /*signal*/) {
  ::_exit(ok);
}

Result<std::optional<Duration>> time_of(const char* option, const std::string& text) {
  if (text.empty()) return std::optional<Duration>();
  auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now().time_since_epoch());
  if (auto time = parse_moment(text, now)) return time;
  return Error{ErrorKind::invalid, fmt::format("--{} {}: not a time; try \"2026-11-21 06:43\" or 10m", option, text)};
}

Result<LogChoice> choice_of(const LogsOptions& options) {
  auto lines = lines_of(options, ::isatty(STDOUT_FILENO) == 1);
  if (!lines) return lines.error();
  auto since = time_of("since", options.since);
  if (!since) return since.error();
  auto until = time_of("until", options.until);
  if (!until) return until.error();
  return LogChoice{*lines, *since, *until};
}

Result<void> show_file(const std::string& path, const LogChoice& choice, bool goes_on) {
  // Watched before anything is read, so that no rotation goes unnoticed.
  std::optional<LogFollower> follower;
  if (goes_on) {
    auto watching = LogFollower::watch(path, STDOUT_FILENO);
    if (!watching) return watching.error();
    follower = std::move(*watching);
  }
  auto pieces = choose(path, choice);
  if (!pieces) return pieces.error();
  for (const auto& piece : *pieces)
    if (auto put = put_out_piece(piece, STDOUT_FILENO); !put) return put.error().during(piece.path);
  if (!follower) return pieces->empty() ? Error{ErrorKind::not_found, "nothing written yet"} : Result<void>();
  // A rotated one is begun with, too, where there is no other yet: whoever writes it may not have noticed.
  if (!pieces->empty() && !pieces->back().is_packed)
    follower->begin_at(std::move(pieces->back().fd), pieces->back().end);
  return follower->follow();
}

int print_file(const LogsOptions& options, const LogSource& source) {
  auto choice = choice_of(options);
  if (!choice) return complain(choice.error().text, wrong_usage);
  std::signal(SIGPIPE, SIG_IGN);
  if (options.follow) std::signal(SIGINT, leave);
  auto shown = show_file(source.file, *choice, options.follow);
  if (shown || shown.error().kind == ErrorKind::cancelled) return ok;
  if (shown.error().kind == ErrorKind::not_found)
    return complain(fmt::format("{} has written nothing yet ({})", options.name, source.file), ok);
  return complain(shown.error().text);
}

}  // namespace

Result<std::uint64_t> lines_of(const LogsOptions& options, bool on_terminal) {
  constexpr std::uint64_t before_following = 10, on_a_screen = 100;
  bool has_times = !options.since.empty() || !options.until.empty();
  if (options.lines.empty() && has_times) return all_lines;
  if (options.lines.empty() && options.follow) return before_following;
  if (options.lines.empty()) return on_terminal ? on_a_screen : all_lines;
  if (options.lines == "all") return all_lines;
  std::uint64_t number = 0;
  const auto* end = options.lines.data() + options.lines.size();
  auto [stopped, error] = std::from_chars(options.lines.data(), end, number);
  if (error == std::errc() && stopped == end) return number;
  return Error{ErrorKind::invalid, fmt::format("--lines {}: say a number of lines, or all", options.lines)};
}

int logs(const LogsOptions& options) {
  if (auto lines = lines_of(options, false); !lines) return complain(lines.error().text, wrong_usage);
  auto source = log_source_of(options.name);
  if (!source)
    return complain(source.error().text, source.error().kind == ErrorKind::not_found ? no_such_service : failed);
  bool has_times = !options.since.empty() || !options.until.empty();
  bool from_journal = options.from_journal || (!options.from_file && (has_times || source->file.empty()));
  if (from_journal) return become_journalctl(source->unit, options);
  if (source->file.empty())
    return complain(fmt::format("{} has no log file: leave out --file, the journal has its lines", options.name));
  return print_file(options, *source);
}

}  // namespace berth::ctl
