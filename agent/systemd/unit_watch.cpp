#include "systemd/unit_watch.h"

#include <cstdlib>
#include <map>

#include "systemd/bus_names.h"
#include "systemd/unit_object.h"

namespace berth::systemd {

namespace {

constexpr auto prefix = "/org/freedesktop/systemd1/unit";

std::string object_of(const std::string& unit) {
  char* encoded = nullptr;
  if (sd_bus_path_encode(prefix, unit.c_str(), &encoded) < 0) return "/";
  std::string path(encoded);
  std::free(encoded);
  return path;
}

struct Places {
  std::map<std::string_view, std::string*> texts;
  std::map<std::string_view, std::uint32_t*> counts;
  std::map<std::string_view, std::int32_t*> numbers;
  std::map<std::string_view, std::uint64_t*> times;
};

Places places_in(ServiceUnit& unit) {
  return {{{"LoadState", &unit.load_state},
           {"ActiveState", &unit.active_state},
           {"SubState", &unit.sub_state},
           {"Result", &unit.result},
           {"StatusText", &unit.status_text}},
          {{"MainPID", &unit.main_pid}, {"NRestarts", &unit.restarts}},
          {{"ExecMainCode", &unit.exit_code}, {"ExecMainStatus", &unit.exit_status}},
          {{"ExecMainStartTimestamp", &unit.main_start},
           {"ExecMainExitTimestamp", &unit.main_exit},
           {"StateChangeTimestamp", &unit.state_change[0]},
           {"StateChangeTimestampMonotonic", &unit.state_change[1]},
           {"ActiveEnterTimestamp", &unit.active_enter[0]},
           {"ActiveEnterTimestampMonotonic", &unit.active_enter[1]},
           {"ActiveExitTimestamp", &unit.active_exit[0]},
           {"ActiveExitTimestampMonotonic", &unit.active_exit[1]},
           {"InactiveEnterTimestamp", &unit.inactive_enter[0]},
           {"InactiveEnterTimestampMonotonic", &unit.inactive_enter[1]},
           {"InactiveExitTimestamp", &unit.inactive_exit[0]},
           {"InactiveExitTimestampMonotonic", &unit.inactive_exit[1]}}};
}

template <class Value>
int read_variant(sd_bus_message* message, const char* signature, Value& value) {
  int r = sd_bus_message_enter_container(message, 'v', signature);
  if (r < 0) return r;
  r = sd_bus_message_read(message, signature, &value);
  if (r < 0) return r;
  return sd_bus_message_exit_container(message);
}

int read_value(sd_bus_message* message, std::string_view key, const Places& places) {
  if (auto text = places.texts.find(key); text != places.texts.end()) {
    const char* said = nullptr;
    int r = read_variant(message, "s", said);
    if (r >= 0 && said != nullptr) *text->second = said;
    return r;
  }
  if (auto found = places.counts.find(key); found != places.counts.end())
    return read_variant(message, "u", *found->second);
  if (auto found = places.numbers.find(key); found != places.numbers.end())
    return read_variant(message, "i", *found->second);
  if (auto found = places.times.find(key); found != places.times.end())
    return read_variant(message, "t", *found->second);
  return sd_bus_message_skip(message, "v");
}

int read_properties(sd_bus_message* message, const Places& places) {
  int r = sd_bus_message_enter_container(message, 'a', "{sv}");
  while (r >= 0) {
    r = sd_bus_message_enter_container(message, 'e', "sv");
    if (r <= 0) break;
    const char* key = nullptr;
    r = sd_bus_message_read(message, "s", &key);
    if (r >= 0) r = read_value(message, key, places);
    if (r >= 0) r = sd_bus_message_exit_container(message);
  }
  return r;
}

}  // namespace

// One rule for all: the bus lets a connection have some hundreds.
Task<Result<void>> UnitWatch::listen(std::function<void(const std::string& unit)> changed) {
  std::string rule = fmt::format(
      "type='signal',sender='{}',interface='org.freedesktop.DBus.Properties',member='PropertiesChanged',arg0='{}'",
      bus_name, service_interface);
  std::function<void(sd_bus_message*)> heard = [changed = std::move(changed)](sd_bus_message* message) {
    char* unit = nullptr;
    if (sd_bus_path_decode(sd_bus_message_get_path(message), prefix, &unit) <= 0) return;
    std::unique_ptr<char, decltype(&std::free)> owner(unit, std::free);
    changed(unit);
  };
  jobs_.subscribe();
  signal_ = std::make_unique<bus::Signal>(connection_, rule, heard);
  auto armed = co_await signal_->armed();
  co_return armed;
}

Task<Result<ServiceUnit>> UnitWatch::look(std::string unit) {
  bus::Target target{bus_name, object_of(unit), "org.freedesktop.DBus.Properties"};
  auto request = bus::new_call(connection_, target, "GetAll");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "s", "");
  auto reply = co_await bus::call(connection_, std::move(*request), std::chrono::seconds(25));
  if (!reply) co_return reply.error();
  ServiceUnit found;
  auto places = places_in(found);
  int r = read_properties(reply->get(), places);
  if (r < 0) co_return bus::from_return(r, "read a unit's properties");
  co_return found;
}

}  // namespace berth::systemd
