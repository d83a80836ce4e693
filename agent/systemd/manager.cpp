#include "systemd/manager.h"

#include "bus/call.h"

namespace berth::systemd {

namespace {

constexpr auto service = "org.freedesktop.systemd1";
constexpr auto unit_interface = "org.freedesktop.systemd1.Unit";
constexpr auto service_interface = "org.freedesktop.systemd1.Service";

bus::Target manager() {
  return {service, "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager"};
}

}  // namespace

Task<Result<void>> Manager::daemon_reload() {
  bus::Target target = manager();
  auto request = bus::new_call(connection_, target, "Reload");
  if (!request) co_return request.error();
  // systemd answers when it is done; a host with many units and slow generators takes its time.
  auto reply = co_await bus::call(connection_, std::move(*request), std::chrono::seconds(90));
  if (!reply) co_return reply.error().during("daemon-reload");
  co_return Result<void>();
}

Task<Result<Manager::UnitState>> Manager::unit_state(std::string unit) {
  bus::Target target = manager();
  auto request = bus::new_call(connection_, target, "GetUnit");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "s", unit.c_str());
  auto reply = co_await bus::call(connection_, std::move(*request), std::chrono::seconds(25));
  UnitState state;
  if (!reply && reply.error().kind == ErrorKind::not_found) co_return state;
  if (!reply) co_return reply.error().during(unit);
  const char* path = nullptr;
  sd_bus_message_read(reply->get(), "o", &path);
  std::string object = path != nullptr ? path : "";

  bus::Target as_unit{service, object, unit_interface};
  auto active = co_await bus::get_property(connection_, as_unit, "ActiveState", "s");
  if (!active) co_return active.error().during(unit);
  const char* text = nullptr;
  sd_bus_message_read(active->get(), "s", &text);
  state.active_state = text != nullptr ? text : "";

  bus::Target as_service{service, object, service_interface};
  auto restarts = co_await bus::get_property(connection_, as_service, "NRestarts", "u");
  if (restarts) sd_bus_message_read(restarts->get(), "u", &state.restarts);
  auto start_limit = co_await bus::get_property(connection_, as_service, "TimeoutStartUSec", "t");
  std::uint64_t microseconds = UINT64_MAX;
  if (start_limit) sd_bus_message_read(start_limit->get(), "t", &microseconds);
  if (microseconds < INT64_MAX) state.start_limit = Duration(microseconds);
  co_return state;
}

}  // namespace berth::systemd
