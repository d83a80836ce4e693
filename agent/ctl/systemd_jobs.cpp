#include "ctl/systemd_jobs.h"

namespace berth::ctl {

namespace {

constexpr auto systemd = "org.freedesktop.systemd1";
constexpr auto systemd_path = "/org/freedesktop/systemd1";
constexpr auto manager = "org.freedesktop.systemd1.Manager";

const char* method_of(std::string_view verb) {
  if (verb == "start") return "StartUnit";
  if (verb == "stop") return "StopUnit";
  return verb == "reload" ? "ReloadUnit" : "RestartUnit";
}

}  // namespace

Result<void> subscribe_to_systemd(Client& client) {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  int r = sd_bus_call_method(client.bus(), systemd, systemd_path, manager, "Subscribe", &error, nullptr, "");
  bool is_already = sd_bus_error_has_name(&error, "org.freedesktop.systemd1.AlreadySubscribed") != 0;
  sd_bus_error_free(&error);
  if (r < 0 && !is_already) return bus::from_return(r, "subscribe to systemd");
  return {};
}

Result<void> SystemdJobs::subscribe() {
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_match_signal(client_.bus(), &slot, systemd, systemd_path, manager, "JobRemoved", on_removed, this);
  if (r < 0) return bus::from_return(r, "listen to systemd");
  match_.reset(slot);
  return subscribe_to_systemd(client_);
}

Result<void> SystemdJobs::begin(const std::string& verb, const std::string& unit) {
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* raw = nullptr;
  int r = sd_bus_call_method(client_.bus(), systemd, systemd_path, manager, method_of(verb), &error, &raw, "ss",
                             unit.c_str(), "replace");
  if (r < 0) {
    auto complaint = from_bus_error(error);
    sd_bus_error_free(&error);
    return complaint;
  }
  bus::MessagePtr reply(raw);
  const char* path = "";
  sd_bus_message_read(raw, "o", &path);
  paths_[unit] = path;
  return {};
}

int SystemdJobs::on_removed(sd_bus_message* message, void* userdata, sd_bus_error*) {
  std::uint32_t id = 0;
  const char *path = nullptr, *unit = nullptr, *result = nullptr;
  if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) < 0) return 0;
  static_cast<SystemdJobs*>(userdata)->results_[path] = result;
  return 0;
}

bool SystemdJobs::all_done() const {
  for (const auto& [unit, path] : paths_)
    if (!results_.contains(path)) return false;
  return true;
}

std::string SystemdJobs::result_of(const std::string& unit) const {
  auto path = paths_.find(unit);
  return path == paths_.end() ? "" : results_.at(path->second);
}

Result<std::string> run_job(Client& client, const std::string& verb, const std::string& unit) {
  SystemdJobs jobs(client);
  if (auto listening = jobs.subscribe(); !listening) return listening.error();
  if (auto begun = jobs.begin(verb, unit); !begun) return begun.error().during(verb + " " + unit);
  if (auto waited = client.wait_until([&] { return jobs.all_done(); }); !waited) return waited.error();
  return jobs.result_of(unit);
}

}  // namespace berth::ctl
