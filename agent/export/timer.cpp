#include "export/timer.h"

#include "export/unit_file.h"
#include "export/words.h"

namespace berth::exporting {

std::string timer(const service::Spec& spec) {
  const auto& schedule = *spec.schedule;
  UnitFile out;
  out.section("Unit");
  out.key("Description", "when to run " + unit_value(spec.description));
  out.section("Timer");
  for (const auto& expression : schedule.on_calendar) out.key("OnCalendar", expression);
  if (schedule.every) {
    auto interval = format_duration(*schedule.every);
    out.key("OnActiveSec", interval);
    out.key("OnUnitActiveSec", interval);
  }
  if (schedule.at_startup) out.key("OnStartupSec", "0");
  if (schedule.persistent) out.key("Persistent", "yes");
  if (schedule.randomized_delay > Duration(0))
    out.key("RandomizedDelaySec", format_duration(schedule.randomized_delay));
  if (schedule.accuracy) out.key("AccuracySec", format_duration(*schedule.accuracy));
  out.section("Install");
  bool is_wanted = says(spec.install, "WantedBy") || says(spec.install, "RequiredBy") || says(spec.install, "UpheldBy");
  if (!is_wanted) out.key("WantedBy", "timers.target");
  out.keys(spec.install);
  return with_notes(spec, {}, out.take());
}

}  // namespace berth::exporting
