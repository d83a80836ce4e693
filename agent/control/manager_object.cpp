#include "control/manager_object.h"

#include "base/text.h"
#include "bus/method.h"
#include "control/service_objects.h"

namespace berth::control {

namespace {

constexpr auto path = "/org/berth1";
constexpr auto interface = "org.berth1.Manager";
constexpr auto open = SD_BUS_VTABLE_UNPRIVILEGED;

const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD_WITH_ARGS("ListServices", SD_BUS_NO_ARGS, SD_BUS_RESULT("a(ssssso)", services),
                            bus::method<&ManagerObject::list_services>, open),
    SD_BUS_METHOD_WITH_ARGS("GetService", SD_BUS_ARGS("s", name), SD_BUS_RESULT("o", service),
                            bus::method<&ManagerObject::get_service>, open),
    // Changes things: sd-bus lets only root through.
    SD_BUS_METHOD_WITH_ARGS("Reload", SD_BUS_NO_ARGS, SD_BUS_RESULT("as", problems),
                            bus::method<&ManagerObject::reload>, 0),
    SD_BUS_PROPERTY("Version", "s", ManagerObject::get_version, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_PROPERTY("EngineVersion", "s", ManagerObject::get_engine_version, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
    SD_BUS_PROPERTY("EngineState", "s", ManagerObject::get_engine_state, 0, SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE),
    SD_BUS_SIGNAL_WITH_ARGS("ServiceNew", SD_BUS_ARGS("s", id, "o", service), 0),
    SD_BUS_SIGNAL_WITH_ARGS("ServiceRemoved", SD_BUS_ARGS("s", id, "o", service), 0), SD_BUS_VTABLE_END};

}  // namespace

ManagerObject::ManagerObject(Tasks& tasks, bus::Connection& connection, supervise::Manager& manager)
    : tasks_(tasks), connection_(connection), manager_(manager) {}

Result<void> ManagerObject::publish() {
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_add_object_vtable(connection_.get(), &slot, path, interface, vtable, this);
  if (r < 0) return bus::from_return(r, "publish the manager");
  object_.reset(slot);
  return {};
}

int ManagerObject::list_services(sd_bus_message* message, sd_bus_error*) {
  sd_bus_message* raw = nullptr;
  int r = sd_bus_message_new_method_return(message, &raw);
  if (r < 0) return r;
  bus::MessagePtr reply(raw);
  r = sd_bus_message_open_container(raw, 'a', "(ssssso)");
  if (r < 0) return r;
  for (const auto& service : manager_.services()) {
    const auto* status = manager_.find(service);
    r = sd_bus_message_append(raw, "(ssssso)", status->id.c_str(), status->description.c_str(),
                              status->load_state.c_str(), status->active_state.c_str(), status->sub_state.c_str(),
                              ServiceObjects::path_of(service).c_str());
    if (r < 0) return r;
  }
  r = sd_bus_message_close_container(raw);
  if (r < 0) return r;
  return sd_bus_send(nullptr, raw, nullptr);
}

int ManagerObject::get_service(sd_bus_message* message, sd_bus_error* error) {
  const char* name = nullptr;
  int r = sd_bus_message_read(message, "s", &name);
  if (r < 0) return r;
  if (manager_.find(name) == nullptr)
    return bus::set_error(error,
                          {ErrorKind::not_found, fmt::format("there is no service {}", text::printable(name, 80))});
  return sd_bus_reply_method_return(message, "o", ServiceObjects::path_of(name).c_str());
}

int ManagerObject::reload(sd_bus_message* message, sd_bus_error*) {
  std::shared_ptr<sd_bus_message> kept(sd_bus_message_ref(message), sd_bus_message_unref);
  tasks_.start("Reload", answer_reload(std::move(kept)));
  return 1;
}

Task<> ManagerObject::answer_reload(std::shared_ptr<sd_bus_message> message) {
  auto problems = co_await manager_.reload();
  if (!problems) {
    sd_bus_reply_method_errorf(message.get(), SD_BUS_ERROR_FAILED, "%s", problems.error().text.c_str());
  } else {
    sd_bus_message* raw = nullptr;
    if (sd_bus_message_new_method_return(message.get(), &raw) >= 0) {
      bus::MessagePtr reply(raw);
      std::vector<char*> lines;
      for (auto& problem : *problems) lines.push_back(problem.data());
      lines.push_back(nullptr);
      if (sd_bus_message_append_strv(raw, lines.data()) >= 0) sd_bus_send(nullptr, raw, nullptr);
    }
  }
  connection_.kick();
}

int ManagerObject::get_version(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void*,
                               sd_bus_error*) {
  return sd_bus_message_append_basic(reply, 's', BERTH_VERSION);
}

int ManagerObject::get_engine_version(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply,
                                      void* userdata, sd_bus_error*) {
  const auto& version = static_cast<ManagerObject*>(userdata)->manager_.engine().version().version;
  return sd_bus_message_append_basic(reply, 's', version.c_str());
}

int ManagerObject::get_engine_state(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply,
                                    void* userdata, sd_bus_error*) {
  bool up = static_cast<ManagerObject*>(userdata)->manager_.engine().is_up();
  return sd_bus_message_append_basic(reply, 's', up ? "up" : "away");
}

void ManagerObject::engine_changed() {
  sd_bus_emit_properties_changed(connection_.get(), path, interface, "EngineVersion", "EngineState", nullptr);
  connection_.kick();
}

void ManagerObject::added(const std::string& service) {
  signal("ServiceNew", service);
}
void ManagerObject::removed(const std::string& service) {
  signal("ServiceRemoved", service);
}

void ManagerObject::signal(const char* name, const std::string& service) {
  sd_bus_emit_signal(connection_.get(), path, interface, name, "so", service.c_str(),
                     ServiceObjects::path_of(service).c_str());
  connection_.kick();
}

}  // namespace berth::control
