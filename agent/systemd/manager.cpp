#include "systemd/manager.h"

#include <cstdlib>

#include "systemd/bus_names.h"
#include "systemd/unit_object.h"

namespace berth::systemd {

namespace {

constexpr const char* dependent_properties[] = {"RequiredBy", "RequisiteOf", "BoundBy"};

}  // namespace

Task<Result<void>> Manager::daemon_reload() {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, "Reload");
  if (!request) co_return request.error();
  // systemd answers when it is done; a host with many units and slow generators takes its time.
  auto reply = co_await bus::call(connection_, std::move(*request), std::chrono::seconds(90));
  if (!reply) co_return reply.error().during("daemon-reload");
  co_return Result<void>();
}

Task<Result<std::string>> Manager::active_state(std::string object) {
  bus::Target as_unit{bus_name, object, unit_interface};
  auto found = co_await bus::get_property(connection_, as_unit, "ActiveState", "s");
  if (!found) co_return found.error();
  const char* text = nullptr;
  sd_bus_message_read(found->get(), "s", &text);
  co_return std::string(text != nullptr ? text : "");
}

Task<Result<Manager::Uptime>> Manager::uptime(std::string unit) {
  auto object = co_await find_unit(connection_, unit);
  if (!object) co_return object.error();
  Uptime uptime;
  if (object->empty()) co_return uptime;
  auto state = co_await active_state(*object);
  if (!state) co_return state.error().during(unit);
  uptime.is_active = *state == "active";
  uptime.inactive_exit = co_await time_property(connection_, *object, unit_interface, "InactiveExitTimestamp");
  uptime.active_enter = co_await time_property(connection_, *object, unit_interface, "ActiveEnterTimestamp");
  uptime.active_exit = co_await time_property(connection_, *object, unit_interface, "ActiveExitTimestamp");
  uptime.main_start = co_await time_property(connection_, *object, service_interface, "ExecMainStartTimestamp");
  co_return uptime;
}

Task<Result<Manager::UnitState>> Manager::unit_state(std::string unit) {
  auto found = co_await find_unit(connection_, unit);
  if (!found) co_return found.error();
  UnitState state;
  if (found->empty()) co_return state;
  auto active = co_await active_state(*found);
  if (!active) co_return active.error().during(unit);
  state.active_state = *active;

  bus::Target as_service{bus_name, *found, service_interface};
  auto restarts = co_await bus::get_property(connection_, as_service, "NRestarts", "u");
  if (restarts) sd_bus_message_read(restarts->get(), "u", &state.restarts);
  auto start_limit = co_await bus::get_property(connection_, as_service, "TimeoutStartUSec", "t");
  std::uint64_t microseconds = UINT64_MAX;
  if (start_limit) sd_bus_message_read(start_limit->get(), "t", &microseconds);
  if (microseconds < INT64_MAX) state.start_limit = Duration(microseconds);
  co_return state;
}

Task<Result<std::vector<std::string>>> Manager::dependents(std::string unit) {
  auto found = co_await find_unit(connection_, unit);
  if (!found) co_return found.error();
  std::vector<std::string> all;
  if (found->empty()) co_return all;
  for (const char* name : dependent_properties) {
    bus::Target as_unit{bus_name, *found, unit_interface};
    auto value = co_await bus::get_property(connection_, as_unit, name, "as");
    if (!value) co_return value.error().during(unit);
    char** units = nullptr;
    int r = sd_bus_message_read_strv(value->get(), &units);
    if (r < 0) co_return bus::from_return(r, unit);
    for (char** one = units; one != nullptr && *one != nullptr; ++one) {
      all.emplace_back(*one);
      std::free(*one);
    }
    std::free(units);
  }
  co_return all;
}

}  // namespace berth::systemd
