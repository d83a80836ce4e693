#include "ctl/describe.h"

#include <algorithm>

#include "base/duration.h"
#include "base/text.h"
#include "ctl/log_tail.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

constexpr std::size_t key_width = 12;

std::string state(const Properties& p) {
  auto active = text_of(p, "ActiveState");
  auto since = moment(number_of(p, "StateChangeTimestamp"));
  return paint(fmt::format("{} ({})", active, text_of(p, "SubState")), colour_of(active)) +
         (since.empty() ? "" : " since " + since);
}

std::string last_end(const Properties& p) {
  auto result = text_of(p, "Result");
  if (result == "success") return "";
  auto status = signed_number_of(p, "ExitStatus");
  return status == 0 ? result : fmt::format("{} (status {})", result, status);
}

std::string digest(const Properties& p) {
  auto text = text_of(p, "Digest");
  if (flag_of(p, "RolledBack")) return text + paint(" (rolled back)", Colour::yellow);
  bool is_good = !text.empty() && text == text_of(p, "GoodDigest");
  return text + (is_good ? " (last good)" : "");
}

void add_images(std::string& text, const Properties& p) {
  add_row(text, "Image", text_of(p, "Image") + (flag_of(p, "ImageStale") ? paint(" (stale)", Colour::yellow) : ""));
  add_row(text, "Digest", digest(p));
  auto good = text_of(p, "GoodDigest");
  if (good != text_of(p, "Digest")) add_row(text, "Last good", good);
  auto quarantine = text_of(p, "Quarantine");
  auto below = fmt::format("\n{:>{}}", "", key_width + 2);
  std::string rows;
  for (auto one : text::split(quarantine, ' ')) rows += (rows.empty() ? "" : below) + std::string(one);
  add_row(text, "Quarantine", rows);
}

// To a tenth of a second.
std::string span(std::uint64_t usec) {
  auto exact = Duration(static_cast<std::int64_t>(usec));
  return format_duration(std::max<Duration>(exact / 100'000 * 100'000, std::chrono::milliseconds(100)));
}

void add_schedule(std::string& text, const Properties& p) {
  auto timer = text_of(p, "Timer");
  if (timer.empty()) return;
  auto next = coming_moment(number_of(p, "NextRun"));
  // systemd reckons it when a run is over.
  auto state = text_of(p, "ActiveState");
  bool is_under_way = state != "inactive" && state != "failed";
  auto none = is_under_way ? std::string("after this one, if the timer was started")
                           : fmt::format("none is due (systemctl enable --now {})", timer);
  add_row(text, "Next run", next.empty() ? none : next);
  auto result = text_of(p, "LastRunResult");
  auto last = moment(number_of(p, "LastRun"));
  if (!last.empty() && !result.empty())
    last += fmt::format("; {} after {}", paint(result, result == "success" ? Colour::none : Colour::red),
                        span(number_of(p, "LastRunDuration")));
  add_row(text, "Last run", last);
}

// The status says what has changed, but for a program, whose status is systemd's.
std::string need(const Properties& p) {
  auto id = text_of(p, "Id"), changes = text_of(p, "Changes");
  bool is_told = changes.empty() || text_of(p, "StatusText").find(changes) != std::string::npos;
  auto why = is_told ? "" : "; " + changes;
  if (flag_of(p, "NeedsRestart")) return fmt::format("a restart (berthctl restart {}){}", id, why);
  return flag_of(p, "NeedsReload") ? fmt::format("a reload (systemctl reload {}){}", id, why) : "";
}

}  // namespace

void add_row(std::string& text, std::string_view key, const std::string& value) {
  if (!value.empty()) text += fmt::format("{:>{}}: {}\n", key, key_width, value);
}

std::string describe(const Properties& p) {
  auto active = text_of(p, "ActiveState");
  std::string text =
      fmt::format("{} {} - {}\n", paint("●", colour_of(active)), text_of(p, "UnitName"), text_of(p, "Description"));
  add_row(text, "Descriptor", fmt::format("{} ({})", text_of(p, "DescriptorPath"), text_of(p, "LoadState")));
  if (auto error = text_of(p, "LoadError"); !error.empty()) add_row(text, "Error", paint(error, Colour::red));
  add_row(text, "Active", state(p));
  add_row(text, "Status", text_of(p, "StatusText"));
  if (auto needed = need(p); !needed.empty()) add_row(text, "Needs", paint(needed, Colour::yellow));
  // A start tells of its pull in its status.
  if (auto pull = text_of(p, "PullStatus"); pull != text_of(p, "StatusText")) add_row(text, "Pull", pull);
  add_row(text, active == "active" ? "Last result" : "Result", last_end(p));
  add_schedule(text, p);
  add_images(text, p);
  add_row(text, "Project", text_of(p, "Project"));
  add_row(text, "Containers", text_of(p, "Containers"));
  add_row(text, "Container", text_of(p, "ContainerId").substr(0, 12));
  if (auto pid = number_of(p, "MainPID"); pid != 0) add_row(text, "Main PID", std::to_string(pid));
  if (auto health = text_of(p, "Health"); health != "none") add_row(text, "Health", health);
  if (auto restarts = number_of(p, "NRestarts"); restarts != 0) add_row(text, "Restarts", std::to_string(restarts));
  add_row(text, "Log", text_of(p, "LogFile"));
  return text;
}

bool is_troubled(const Properties& p) {
  auto active = text_of(p, "ActiveState");
  if (active == "active") return text_of(p, "Health") == "unhealthy";
  return active != "inactive" || text_of(p, "Result") != "success";
}

std::string describe_log(const Properties& p, const Result<std::vector<std::string>>& lines) {
  constexpr std::size_t longest_line = 500;
  if (!lines) return fmt::format("\nits last lines: journalctl --unit {}\n", text_of(p, "Id"));
  if (lines->empty()) return "";
  std::string text = "\n";
  for (const auto& line : *lines) text += harmless(line, longest_line) + "\n";
  return text;
}

}  // namespace berth::ctl
