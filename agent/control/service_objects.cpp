#include "control/service_objects.h"

#include <cstdlib>
#include <cstring>

#include "base/log.h"
#include "control/properties.h"
#include "loop/wakeup.h"

namespace berth::control {

namespace {

constexpr auto prefix = "/org/berth1/service";
constexpr auto interface = "org.berth1.Service";
constexpr auto changes = SD_BUS_VTABLE_PROPERTY_EMITS_CHANGE;

#define MOMENT(name, member)                                                                \
  SD_BUS_PROPERTY(name, "t", (get_moment<&Status::member, &Moment::realtime>), 0, changes), \
      SD_BUS_PROPERTY(name "Monotonic", "t", (get_moment<&Status::member, &Moment::monotonic>), 0, changes)

const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_PROPERTY("Id", "s", get<&Status::id>, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_PROPERTY("Description", "s", get<&Status::description>, 0, changes),
    SD_BUS_PROPERTY("UnitName", "s", get<&Status::unit_name>, 0, SD_BUS_VTABLE_PROPERTY_CONST),
    SD_BUS_PROPERTY("DescriptorPath", "s", get<&Status::descriptor_path>, 0, changes),
    SD_BUS_PROPERTY("LoadState", "s", get<&Status::load_state>, 0, changes),
    SD_BUS_PROPERTY("LoadError", "s", get<&Status::load_error>, 0, changes),
    SD_BUS_PROPERTY("ActiveState", "s", get<&Status::active_state>, 0, changes),
    SD_BUS_PROPERTY("SubState", "s", get<&Status::sub_state>, 0, changes),
    SD_BUS_PROPERTY("StatusText", "s", get<&Status::status_text>, 0, changes),
    SD_BUS_PROPERTY("Result", "s", get<&Status::result>, 0, changes),
    SD_BUS_PROPERTY("Image", "s", get<&Status::image>, 0, changes),
    SD_BUS_PROPERTY("Digest", "s", get<&Status::digest>, 0, changes),
    SD_BUS_PROPERTY("ImageStale", "b", get<&Status::image_stale>, 0, changes),
    SD_BUS_PROPERTY("RolledBack", "b", get<&Status::rolled_back>, 0, changes),
    SD_BUS_PROPERTY("GoodDigest", "s", get<&Status::good_digest>, 0, changes),
    SD_BUS_PROPERTY("Quarantine", "s", get<&Status::quarantine>, 0, changes),
    SD_BUS_PROPERTY("PullStatus", "s", get_pull<&PullStatus::text>, 0, changes),
    SD_BUS_PROPERTY("PullBytes", "t", get_pull<&PullStatus::bytes>, 0, changes),
    SD_BUS_PROPERTY("PullBytesTotal", "t", get_pull<&PullStatus::bytes_total>, 0, changes),
    SD_BUS_PROPERTY("PullLayers", "u", get_pull<&PullStatus::layers>, 0, changes),
    SD_BUS_PROPERTY("PullLayersTotal", "u", get_pull<&PullStatus::layers_total>, 0, changes),
    SD_BUS_PROPERTY("Project", "s", get<&Status::project>, 0, changes),
    SD_BUS_PROPERTY("Containers", "s", get<&Status::containers>, 0, changes),
    SD_BUS_PROPERTY("ContainerId", "s", get<&Status::container_id>, 0, changes),
    SD_BUS_PROPERTY("MainPID", "u", get<&Status::main_pid>, 0, changes),
    SD_BUS_PROPERTY("Health", "s", get<&Status::health>, 0, changes),
    SD_BUS_PROPERTY("NRestarts", "u", get<&Status::restarts>, 0, changes),
    SD_BUS_PROPERTY("ExitStatus", "i", get<&Status::exit_status>, 0, changes),
    SD_BUS_PROPERTY("LogFile", "s", get<&Status::log_file>, 0, changes),
    SD_BUS_PROPERTY("NeedsRestart", "b", get<&Status::needs_restart>, 0, changes),
    SD_BUS_PROPERTY("NeedsReload", "b", get<&Status::needs_reload>, 0, changes),
    SD_BUS_PROPERTY("Changes", "s", get<&Status::changes>, 0, changes),
    SD_BUS_PROPERTY("Timer", "s", get<&Status::timer>, 0, changes),
    SD_BUS_PROPERTY("NextRun", "t", get<&Status::next_run>, 0, changes),
    SD_BUS_PROPERTY("LastRun", "t", get<&Status::last_run>, 0, changes),
    SD_BUS_PROPERTY("LastRunDuration", "t", get<&Status::last_run_duration>, 0, changes),
    SD_BUS_PROPERTY("LastRunResult", "s", get<&Status::last_run_result>, 0, changes),
    MOMENT("StateChangeTimestamp", state_change),
    MOMENT("ActiveEnterTimestamp", active_enter),
    MOMENT("ActiveExitTimestamp", active_exit),
    MOMENT("InactiveEnterTimestamp", inactive_enter),
    MOMENT("InactiveExitTimestamp", inactive_exit),
    SD_BUS_VTABLE_END};

#undef MOMENT

// The names of all properties that differ; the D-Bus names stand only in the vtable and here.
std::vector<const char*> differences(const Status& a, const Status& b) {
  std::vector<const char*> names;
  auto compare = [&](const auto& x, const auto& y, const char* name) {
    if (!(x == y)) names.push_back(name);
  };
  auto compare_moments = [&](const Moment& x, const Moment& y, const char* name, const char* monotonic) {
    if (x.monotonic == y.monotonic && x.realtime == y.realtime) return;
    names.push_back(name);
    names.push_back(monotonic);
  };
  compare(a.description, b.description, "Description");
  compare(a.descriptor_path, b.descriptor_path, "DescriptorPath");
  compare(a.load_state, b.load_state, "LoadState");
  compare(a.load_error, b.load_error, "LoadError");
  compare(a.active_state, b.active_state, "ActiveState");
  compare(a.sub_state, b.sub_state, "SubState");
  compare(a.status_text, b.status_text, "StatusText");
  compare(a.result, b.result, "Result");
  compare(a.image, b.image, "Image");
  compare(a.digest, b.digest, "Digest");
  compare(a.image_stale, b.image_stale, "ImageStale");
  compare(a.rolled_back, b.rolled_back, "RolledBack");
  compare(a.good_digest, b.good_digest, "GoodDigest");
  compare(a.quarantine, b.quarantine, "Quarantine");
  compare(a.pull.text, b.pull.text, "PullStatus");
  compare(a.pull.bytes, b.pull.bytes, "PullBytes");
  compare(a.pull.bytes_total, b.pull.bytes_total, "PullBytesTotal");
  compare(a.pull.layers, b.pull.layers, "PullLayers");
  compare(a.pull.layers_total, b.pull.layers_total, "PullLayersTotal");
  compare(a.project, b.project, "Project");
  compare(a.containers, b.containers, "Containers");
  compare(a.container_id, b.container_id, "ContainerId");
  compare(a.main_pid, b.main_pid, "MainPID");
  compare(a.health, b.health, "Health");
  compare(a.restarts, b.restarts, "NRestarts");
  compare(a.exit_status, b.exit_status, "ExitStatus");
  compare(a.log_file, b.log_file, "LogFile");
  compare(a.needs_restart, b.needs_restart, "NeedsRestart");
  compare(a.needs_reload, b.needs_reload, "NeedsReload");
  compare(a.changes, b.changes, "Changes");
  compare(a.timer, b.timer, "Timer");
  compare(a.next_run, b.next_run, "NextRun");
  compare(a.last_run, b.last_run, "LastRun");
  compare(a.last_run_duration, b.last_run_duration, "LastRunDuration");
  compare(a.last_run_result, b.last_run_result, "LastRunResult");
  compare_moments(a.state_change, b.state_change, "StateChangeTimestamp", "StateChangeTimestampMonotonic");
  compare_moments(a.active_enter, b.active_enter, "ActiveEnterTimestamp", "ActiveEnterTimestampMonotonic");
  compare_moments(a.active_exit, b.active_exit, "ActiveExitTimestamp", "ActiveExitTimestampMonotonic");
  compare_moments(a.inactive_enter, b.inactive_enter, "InactiveEnterTimestamp", "InactiveEnterTimestampMonotonic");
  compare_moments(a.inactive_exit, b.inactive_exit, "InactiveExitTimestamp", "InactiveExitTimestampMonotonic");
  return names;
}

}  // namespace

ServiceObjects::ServiceObjects(Tasks& tasks, bus::Connection& connection, const supervise::Manager& manager)
    : tasks_(tasks), connection_(connection), manager_(manager) {}

Result<void> ServiceObjects::publish() {
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_add_fallback_vtable(connection_.get(), &slot, prefix, interface, vtable, find, this);
  if (r < 0) return bus::from_return(r, "publish the services");
  objects_.reset(slot);
  r = sd_bus_add_node_enumerator(connection_.get(), &slot, prefix, enumerate, this);
  if (r < 0) return bus::from_return(r, "publish the services' names");
  names_.reset(slot);
  return {};
}

std::string ServiceObjects::path_of(const std::string& service) {
  char* encoded = nullptr;
  if (sd_bus_path_encode(prefix, service.c_str(), &encoded) < 0) return prefix;
  std::string path(encoded);
  std::free(encoded);
  return path;
}

int ServiceObjects::find(sd_bus*, const char* path, const char*, void* userdata, void** found, sd_bus_error*) {
  char* service = nullptr;
  int r = sd_bus_path_decode(path, prefix, &service);
  if (r <= 0) return r;
  const auto* status = static_cast<ServiceObjects*>(userdata)->manager_.find(service);
  std::free(service);
  if (status == nullptr) return 0;
  *found = const_cast<Status*>(status);  // sd-bus hands it to our getters, which only read
  return 1;
}

int ServiceObjects::enumerate(sd_bus*, const char*, void* userdata, char*** paths, sd_bus_error*) {
  auto services = static_cast<ServiceObjects*>(userdata)->manager_.services();
  auto** list = static_cast<char**>(std::calloc(services.size() + 1, sizeof(char*)));  // sd-bus frees it
  if (list == nullptr) return -ENOMEM;
  for (std::size_t i = 0; i < services.size(); ++i) list[i] = ::strdup(path_of(services[i]).c_str());
  *paths = list;
  return 0;
}

void ServiceObjects::changed(const std::string& service) {
  bool first = dirty_.empty();
  dirty_.insert(service);
  if (first) tasks_.start("PropertiesChanged", tell_changes());
}

void ServiceObjects::removed(const std::string& service) {
  told_.erase(service);
  dirty_.erase(service);
}

Task<> ServiceObjects::tell_changes() {
  co_await sleep(Duration(0));
  for (const auto& service : std::exchange(dirty_, {})) {
    const auto* status = manager_.find(service);
    if (status == nullptr) continue;
    auto& told = told_[service];
    auto names = differences(told, *status);
    told = *status;
    if (names.empty()) continue;
    names.push_back(nullptr);
    int r = sd_bus_emit_properties_changed_strv(connection_.get(), path_of(service).c_str(), interface,
                                                const_cast<char**>(names.data()));
    if (r < 0) log::debug("PropertiesChanged of {}: {}", service, bus::from_return(r, "emit").text);
  }
  connection_.kick();
}

}  // namespace berth::control
