#include "import/timer_keys.h"

#include <fmt/format.h>

namespace berth::importing {

namespace {

constexpr std::string_view section = "Schedule";

// The first run of what comes again and again: after one interval, as Every has it.
bool begins_every(const UnitFile& timer, const Assignment& one) {
  return one.key == "OnActiveSec" && one.value == timer.last("Timer", "OnUnitActiveSec");
}

void carry_key(const Assignment& one, Draft& draft) {
  auto origin = fmt::format("{}={}", one.key, one.value);
  if (one.value.empty()) return draft.drop(section, one.key);
  if (one.key == "OnCalendar") return draft.add(section, one.key, one.value, origin);
  if (one.key == "OnUnitActiveSec" || one.key == "OnUnitInactiveSec")
    return draft.set(section, "Every", one.value, origin);
  if (one.key == "OnBootSec" || one.key == "OnStartupSec" || one.key == "OnActiveSec")
    return draft.set(section, "RunAtStartup", "yes", origin);
  if (one.key == "Unit") {
    bool is_own = one.value == draft.name + ".service" || one.value == "%N.service" || one.value == "%p.service";
    if (!is_own) draft.leave_out(section, origin, "a schedule is that of its own service");
    return;
  }
  draft.set(section, one.key, one.value, origin);
}

}  // namespace

void carry_timer(const UnitFile& timer, Draft& draft) {
  for (const auto& one : timer.assignments) {
    if (one.section == "Timer" && !begins_every(timer, one)) carry_key(one, draft);
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
