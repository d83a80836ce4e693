#include "systemd/timers.h"

#include <ctime>

#include "systemd/bus_names.h"
#include "systemd/unit_object.h"

namespace berth::systemd {

namespace {

constexpr auto unit_prefix = "/org/freedesktop/systemd1/unit";

std::uint64_t now_on(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(time.tv_nsec) / 1000;
}

// systemd reckons intervals on its own clock; nobody can read that.
std::uint64_t in_realtime(std::uint64_t monotonic) {
  auto now = now_on(CLOCK_MONOTONIC);
  return now_on(CLOCK_REALTIME) + (monotonic > now ? monotonic - now : 0);
}

bool is_set(std::uint64_t time) {
  return time != 0 && time != UINT64_MAX;
}

}  // namespace

Task<Result<std::uint64_t>> Timers::next_run(std::string timer) {
  auto object = co_await find_unit(connection_, timer);
  if (!object) co_return object.error();
  if (object->empty()) co_return std::uint64_t(0);
  auto at = co_await time_property(connection_, *object, timer_interface, "NextElapseUSecRealtime");
  auto after = co_await time_property(connection_, *object, timer_interface, "NextElapseUSecMonotonic");
  std::uint64_t next = is_set(at) ? at : 0;
  if (is_set(after)) next = next == 0 ? in_realtime(after) : std::min(next, in_realtime(after));
  co_return next;
}

Task<Result<void>> Timers::listen(std::function<void(const std::string& timer)> changed) {
  std::string rule = fmt::format(
      "type='signal',sender='{}',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='{}'",
      bus_name, timer_interface);
  std::function<void(sd_bus_message*)> heard = [changed = std::move(changed)](sd_bus_message* message) {
    char* timer = nullptr;
    if (sd_bus_path_decode(sd_bus_message_get_path(message), unit_prefix, &timer) <= 0) return;
    std::unique_ptr<char, decltype(&std::free)> owner(timer, std::free);
    changed(timer);
  };
  jobs_.subscribe();
  signal_ = std::make_unique<bus::Signal>(connection_, rule, heard);
  auto armed = co_await signal_->armed();
  co_return armed;
}

}  // namespace berth::systemd
