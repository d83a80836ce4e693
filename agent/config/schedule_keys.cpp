#include "config/schedule_keys.h"

#include "base/text.h"
#include "config/calendar.h"
#include "config/cron.h"
#include "config/zone.h"

namespace berth::config {

namespace {

using std::chrono::hours;

constexpr Duration shortest_interval = std::chrono::seconds(1), longest_interval = hours(24 * 366);
constexpr std::size_t most_times = 100;

std::string read_zone(const Field& field) {
  auto zone = field.text();
  if (!zone) return "";
  auto is_good = parse_calendar("daily " + *zone);
  if (is_good && is_zone(*zone)) return *zone;
  field.complain(fmt::format("\"{}\" is no time zone such as Europe/Berlin or UTC", text::printable(*zone, 80)));
  return "";
}

// One expression, said or converted, with the time zone of all that name none.
void add(const Field& field, const Said& said, std::string expression, const std::string& zone,
         service::Schedule& schedule) {
  auto calendar = parse_calendar(expression);
  if (!calendar) return field.complain(said.place, calendar.error().text);
  if (!is_zone(calendar->zone))
    return field.complain(said.place, fmt::format("\"{}\" is no time zone such as Europe/Berlin or UTC",
                                                  text::printable(calendar->zone, 80)));
  if (!zone.empty() && calendar->zone.empty()) expression += " " + zone;
  if (schedule.on_calendar.size() == most_times)
    return field.complain(said.place, fmt::format("there are more than {} times", most_times));
  schedule.on_calendar.push_back(std::move(expression));
}

void read_on_calendar(const Field& field, const std::string& zone, service::Schedule& schedule) {
  for (const auto& said : field.list()) add(field, said, said.text, zone, schedule);
}

void read_cron(const Field& field, CronWeekStart week_start, const std::string& zone, service::Schedule& schedule) {
  for (const auto& said : field.list()) {
    auto converted = cron_to_calendar(said.text, week_start);
    if (!converted) {
      field.complain(said.place, converted.error().text);
      continue;
    }
    for (auto& expression : *converted) add(field, said, std::move(expression), zone, schedule);
  }
}

// Whether it is one moment, and no repetition.
bool is_moment(const Calendar& calendar) {
  for (const auto* part : {&calendar.year, &calendar.month, &calendar.day, &calendar.hour, &calendar.minute})
    if (part->size() != 1 || part->front().step != 0) return false;
  return calendar.weekdays == 0 && !calendar.from_month_end && calendar.second.size() == 1 &&
         calendar.second.front().step == 0;
}

void read_at(const Field& field, const std::string& zone, service::Schedule& schedule) {
  auto text = field.text();
  if (!text) return;
  auto expression = *text;
  constexpr std::size_t date_size = 10;  // "2026-12-24T18:00", as others write it
  if (expression.size() > date_size && expression[date_size] == 'T') expression[date_size] = ' ';
  auto calendar = parse_calendar(expression);
  if (!calendar || !is_moment(*calendar))
    return field.complain(fmt::format("\"{}\" is no moment such as 2026-12-24 18:00 or 2026-12-24 18:00 Europe/Berlin",
                                      text::printable(*text, 80)));
  add(field, {*text, field.place()}, std::move(expression), zone, schedule);
}

CronWeekStart read_week_start(Section& section) {
  auto field = section.take("CronWeekStart");
  auto said = field.one_of({"sunday", "monday"});
  if (field && !section.has("Cron")) field.complain("it says how Cron counts, and there is none");
  return said == "monday" ? CronWeekStart::monday : CronWeekStart::sunday;
}

void check_persistent(const Field& field, const Section& section, const service::Schedule& schedule) {
  bool has_dates = section.has("OnCalendar") || section.has("Cron") || section.has("At");
  if (schedule.persistent && !has_dates)
    field.complain("only a run that was due at OnCalendar, Cron or At can be made up for");
}

}  // namespace

void read_schedule(Section& section, bool is_given, std::optional<service::Schedule>& result) {
  service::Schedule schedule;
  auto zone = read_zone(section.take("TimeZone"));
  auto week_start = read_week_start(section);
  read_on_calendar(section.take("OnCalendar"), zone, schedule);
  read_cron(section.take("Cron"), week_start, zone, schedule);
  read_at(section.take("At"), zone, schedule);
  schedule.every = section.take("Every").duration(shortest_interval, longest_interval);
  auto at_startup = section.take("RunAtStartup").flag();
  schedule.at_startup = at_startup.value_or(false);
  auto persistent = section.take("Persistent");
  schedule.persistent = persistent.flag().value_or(false);
  check_persistent(persistent, section, schedule);
  auto delay = section.take("RandomizedDelaySec").duration(Duration(0), longest_interval);
  schedule.randomized_delay = delay.value_or(Duration(0));
  schedule.accuracy = section.take("AccuracySec").duration(Duration(1), longest_interval);
  if (!is_given) return;
  bool says_when = section.has("OnCalendar") || section.has("Cron") || section.has("At") || section.has("Every") ||
                   (section.has("RunAtStartup") && at_startup.value_or(true));  // a wrong word is told already
  if (!says_when && section.is_map())
    section.scope().problems.add(section.place(),
                                 "Schedule says no time: give OnCalendar, Every, Cron, At or RunAtStartup");
  result = std::move(schedule);
}

}  // namespace berth::config
