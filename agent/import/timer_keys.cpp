#include "import/timer_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/duration.h"
#include "import/run_keys.h"

namespace berth::importing {

namespace {

constexpr std::string_view section = "Schedule";

std::string origin_of(const Assignment& one) {
  return fmt::format("{}={}", one.key, one.value);
}

bool is_time(std::string_view key) {
  return key.starts_with("On") && (key.ends_with("Sec") || key == "OnCalendar");
}

// The times that an empty one takes back, whichever key it has.
std::size_t count_taken_back(const UnitFile& timer) {
  auto found = std::find_if(timer.assignments.rbegin(), timer.assignments.rend(), [](const auto& one) {
    return one.section == "Timer" && is_time(one.key) && one.value.empty();
  });
  return static_cast<std::size_t>(std::distance(found, timer.assignments.rend()));
}

bool is_first_run(std::string_view key) {
  return key == "OnBootSec" || key == "OnStartupSec" || key == "OnActiveSec";
}

// Every has its first run after one interval; RunAtStartup at once, which is what a few seconds are for.
void carry_first_run(const UnitFile& timer, const Assignment& one, Draft& draft) {
  constexpr Duration a_few_seconds = std::chrono::seconds(10);
  auto said = timer.last("Timer", "OnUnitActiveSec");
  if (said.empty()) said = timer.last("Timer", "OnUnitInactiveSec");
  auto wait = parse_duration(one.value), interval = parse_duration(said);
  bool begins_every = wait && interval && *wait == *interval;
  if (begins_every) return;
  if (wait && *wait <= a_few_seconds) return draft.set(section, "RunAtStartup", "yes", origin_of(one));
  draft.leave_out(section, origin_of(one),
                  "RunAtStartup runs at once, and Every for the first time after its interval");
}

// Several of them would each count.
void carry_interval(const Assignment& one, Draft& draft) {
  if (const auto* before = draft.find(section, "Every"))
    draft.leave_out(section, before->items.front().origin, "Every is one interval");
  draft.set(section, "Every", one.value, origin_of(one));
}

void carry_key(const UnitFile& timer, const Assignment& one, Draft& draft) {
  auto origin = origin_of(one);
  if (one.value.empty()) return draft.drop(section, one.key);
  if (one.key == "OnCalendar") return draft.add(section, one.key, one.value, origin);
  if (is_first_run(one.key)) return carry_first_run(timer, one, draft);
  if (one.key == "OnUnitActiveSec") return carry_interval(one, draft);
  if (one.key == "OnUnitInactiveSec") {
    carry_interval(one, draft);
    return draft.leave_out(section, origin, "Every counts from start to start, not from the end of a run");
  }
  if (one.key == "Unit") {
    bool is_own = with_name(one.value, draft.name) == draft.name + ".service";
    if (!is_own) draft.leave_out(section, origin, "a schedule is that of its own service");
    return;
  }
  draft.set(section, one.key, one.value, origin);
}

}  // namespace

void carry_timer(const UnitFile& timer, Draft& draft) {
  auto taken_back = count_taken_back(timer);
  for (const auto& one : timer.assignments) {
    auto number = static_cast<std::size_t>(&one - timer.assignments.data());
    bool counts = one.section == "Timer" && (number >= taken_back || !is_time(one.key));
    if (counts) carry_key(timer, one, draft);
    bool is_usual = one.section != "Install" || (one.key == "WantedBy" && one.value == "timers.target");
    if (!is_usual)
      draft.leave_out(section, fmt::format("[Install] {}={}", one.key, one.value),
                      "a schedule is wanted by timers.target");
    bool is_remarkable = one.section == "Unit" && one.key != "Description" && one.key != "Documentation";
    if (is_remarkable)
      draft.leave_out(section, fmt::format("[Unit] {}={}", one.key, one.value), "a schedule has no keys of that kind");
  }
  for (const auto& line : timer.ignored) draft.leave_out(section, line, "systemd ignores it, too");
}

}  // namespace berth::importing
