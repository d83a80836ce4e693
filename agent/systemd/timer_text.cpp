#include "systemd/timer_text.h"

#include "service/name.h"
#include "systemd/unit_text.h"
#include "systemd/unit_writer.h"

namespace berth::systemd {

namespace {

// A run that is still going on when the next one is due is left alone: systemd starts nothing that is active, and looks
// at its timer again when the run is over.
void write_times(const service::Schedule& schedule, UnitWriter& out) {
  for (const auto& expression : schedule.on_calendar) out.key("OnCalendar", expression);
  if (schedule.every) {
    auto interval = format_duration(*schedule.every);
    // The second counts from the last start, and there may be none since the timer itself started.
    out.key("OnActiveSec", interval);
    out.key("OnUnitActiveSec", interval);
  }
  // OnActiveSec would begin anew at each daemon-reload. And where systemd remembers a last run from before the boot, as
  // it does for Persistent, this one is not due any more; but then it is also what makes up for a run that was missed.
  if (schedule.at_startup) out.key("OnStartupSec", "0");
  if (schedule.persistent && !schedule.at_startup) out.key("Persistent", "yes");
  if (schedule.randomized_delay > Duration(0))
    out.key("RandomizedDelaySec", format_duration(schedule.randomized_delay));
  if (schedule.accuracy) out.key("AccuracySec", format_duration(*schedule.accuracy));
}

}  // namespace

std::string timer_text(const service::Spec& spec) {
  auto timer = service::timer_name(spec.name);
  std::string text = fmt::format("{} from {}\n# Change that file, or add to this one with: systemctl edit {}\n",
                                 unit_marker, spec.path, timer);
  UnitWriter out;
  out.section("Unit");
  bool is_template = service::is_template(spec.name);
  out.key("Description", is_template ? "when to run %p@%i" : literal("when to run " + spec.description));
  out.key("SourcePath", literal(spec.path));

  out.section("Timer");
  out.key("Unit", service::unit_name(service::name_in_unit(spec.name)));
  if (spec.schedule) write_times(*spec.schedule, out);

  out.section("Install");
  if (!says(spec.install, "WantedBy") && !says(spec.install, "RequiredBy") && !says(spec.install, "UpheldBy"))
    out.key("WantedBy", "timers.target");
  out.keys(spec.install);
  return text + out.take();
}

}  // namespace berth::systemd
