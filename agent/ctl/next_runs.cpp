#include "ctl/next_runs.h"

#include <optional>

#include "config/next_time.h"
#include "ctl/show.h"

namespace berth::ctl {

std::vector<Duration> next_runs(const service::Schedule& schedule, Duration now, std::size_t count) {
  std::vector<config::Calendar> calendars;
  for (const auto& expression : schedule.on_calendar)
    if (auto calendar = config::parse_calendar(expression)) calendars.push_back(*calendar);
  std::vector<Duration> times;
  while (times.size() < count) {
    std::optional<Duration> soonest;
    for (const auto& calendar : calendars) {
      auto next = config::next_after(calendar, times.empty() ? now : times.back());
      if (next && (!soonest || *next < *soonest)) soonest = next;
    }
    if (!soonest) break;
    times.push_back(*soonest);
  }
  return times;
}

std::string next_runs_text(const std::string& path, const service::Schedule& schedule, Duration now) {
  constexpr std::size_t shown = 5;
  std::string text = path + ": runs";
  if (schedule.at_startup) text += " when its timer starts,";
  if (schedule.every) text += fmt::format(" every {},", format_duration(*schedule.every));
  auto times = next_runs(schedule, now, shown);
  if (times.empty() && schedule.on_calendar.empty()) {
    text.pop_back();
    return text + "\n";
  }
  if (times.empty()) return text + " at no time any more\n";
  text += " at\n";
  for (auto time : times) text += fmt::format("  {}\n", full_moment(static_cast<std::uint64_t>(time.count())));
  return text;
}

}  // namespace berth::ctl
