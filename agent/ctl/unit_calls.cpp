#include "ctl/unit_calls.h"

#include <cstdlib>

#include "ctl/systemd_jobs.h"

namespace berth::ctl {

namespace {

constexpr auto systemd = "org.freedesktop.systemd1";
constexpr auto systemd_path = "/org/freedesktop/systemd1";
constexpr auto manager = "org.freedesktop.systemd1.Manager";
constexpr auto unit_interface = "org.freedesktop.systemd1.Unit";
constexpr std::uint64_t patience = 5ull * 60 * 1000 * 1000;  // generators may take their time

struct Complaint {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  ~Complaint() { sd_bus_error_free(&error); }
  Error during(const std::string& attempt) const { return from_bus_error(error).during(attempt); }
};

Result<bus::MessagePtr> new_call(Client& client, const char* method) {
  sd_bus_message* raw = nullptr;
  int r = sd_bus_message_new_method_call(client.bus(), &raw, systemd, systemd_path, manager, method);
  if (r < 0) return bus::from_return(r, method);
  return bus::MessagePtr(raw);
}

Result<bus::MessagePtr> send(Client& client, sd_bus_message* message, const std::string& attempt) {
  Complaint complaint;
  sd_bus_message* reply = nullptr;
  if (sd_bus_call(client.bus(), message, patience, &complaint.error, &reply) < 0) return complaint.during(attempt);
  return bus::MessagePtr(reply);
}

Result<bus::MessagePtr> call(Client& client, const char* method, const std::vector<std::string>& texts,
                             const std::string& attempt) {
  auto message = new_call(client, method);
  if (!message) return message.error();
  for (const auto& text : texts) sd_bus_message_append_basic(message->get(), 's', text.c_str());
  return send(client, message->get(), attempt);
}

Result<void> change_file(Client& client, const char* method, const std::string& unit, bool is_enabling) {
  auto message = new_call(client, method);
  if (!message) return message.error();
  sd_bus_message_append(message->get(), "as", 1, unit.c_str());
  sd_bus_message_append(message->get(), "b", 0);                   // for good, not for this boot
  if (is_enabling) sd_bus_message_append(message->get(), "b", 1);  // over links to the file that was there
  auto sent = send(client, message->get(), (is_enabling ? "enable " : "disable ") + unit);
  return sent ? Result<void>() : Result<void>(sent.error());
}

std::string text_property(Client& client, const std::string& path, const char* name) {
  char* text = nullptr;
  Complaint ignored;
  if (sd_bus_get_property_string(client.bus(), systemd, path.c_str(), unit_interface, name, &ignored.error, &text) < 0)
    return "";
  std::string value = text;
  free(text);
  return value;
}

std::vector<std::string> list_property(Client& client, const std::string& path, const char* name) {
  char** texts = nullptr;
  Complaint ignored;
  std::vector<std::string> values;
  if (sd_bus_get_property_strv(client.bus(), systemd, path.c_str(), unit_interface, name, &ignored.error, &texts) < 0 ||
      texts == nullptr)
    return values;
  for (char** one = texts; *one != nullptr; ++one) {
    values.emplace_back(*one);
    free(*one);
  }
  free(texts);
  return values;
}

}  // namespace

Result<UnitState> unit_state(Client& client, const std::string& unit) {
  auto attempt = "ask systemd for " + unit;
  auto loaded = call(client, "LoadUnit", {unit}, attempt);
  if (!loaded) return loaded.error();
  const char* object = nullptr;
  if (sd_bus_message_read(loaded->get(), "o", &object) < 0) return Error{ErrorKind::protocol, attempt};
  std::string path = object;
  UnitState state;
  state.load = text_property(client, path, "LoadState");
  state.active = text_property(client, path, "ActiveState");
  state.sub = text_property(client, path, "SubState");
  state.fragment = text_property(client, path, "FragmentPath");
  state.source = text_property(client, path, "SourcePath");
  state.file_state = text_property(client, path, "UnitFileState");
  state.drop_ins = list_property(client, path, "DropInPaths");
  for (const auto* name : {"RequiredBy", "RequisiteOf", "BoundBy", "ConsistsOf"})
    for (auto& other : list_property(client, path, name)) state.stops.push_back(std::move(other));
  return state;
}

Result<void> enable_unit(Client& client, const std::string& unit) {
  return change_file(client, "EnableUnitFiles", unit, true);
}

Result<void> disable_unit(Client& client, const std::string& unit) {
  return change_file(client, "DisableUnitFiles", unit, false);
}

Result<void> reset_failed(Client& client, const std::string& unit) {
  auto sent = call(client, "ResetFailedUnit", {unit}, "reset " + unit);
  return sent ? Result<void>() : Result<void>(sent.error());
}

Result<void> daemon_reload(Client& client) {
  auto sent = call(client, "Reload", {}, "have systemd read its units");
  return sent ? Result<void>() : Result<void>(sent.error());
}

Result<void> stop_unit(Client& client, const std::string& unit) {
  auto state = unit_state(client, unit);
  if (!state) return state.error();
  if (!state->is_up() && state->active != "deactivating") return {};
  // systemd has its own limit for a stop, and is done with it then.
  auto result = run_job(client, "stop", unit);
  if (!result) return result.error();
  state = unit_state(client, unit);
  if (!state) return state.error();
  bool is_down = !state->is_up() && state->active != "deactivating";
  return is_down ? Result<void>() : Error{ErrorKind::remote, fmt::format("stop {}: the job was {}", unit, *result)};
}

Result<void> start_unit(Client& client, const std::string& unit) {
  auto result = run_job(client, "start", unit);
  if (!result) return result.error();
  if (*result == "done") return {};
  return Error{ErrorKind::remote, fmt::format("start {}: the job was {} (systemctl status {})", unit, *result, unit)};
}

}  // namespace berth::ctl
