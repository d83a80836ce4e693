#include "ctl/jobs.h"

#include <chrono>
#include <map>
#include <thread>

#include "ctl/progress.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

constexpr auto systemd = "org.freedesktop.systemd1";
constexpr auto systemd_path = "/org/freedesktop/systemd1";
constexpr auto systemd_manager = "org.freedesktop.systemd1.Manager";

class Jobs {
 public:
  explicit Jobs(Client& client) : client_(client) {}

  Result<void> subscribe();
  Result<void> begin(const std::string& verb, const std::string& service);
  bool all_done() const;
  std::string result_of(const std::string& service) const;

 private:
  static int on_removed(sd_bus_message* message, void* userdata, sd_bus_error*);

  Client& client_;
  std::map<std::string, std::string> paths_;    // of the jobs, by service
  std::map<std::string, std::string> results_;  // by path; they may come before the path is known
  bus::SlotPtr match_;
};

Result<void> Jobs::subscribe() {
  auto* bus = client_.bus();
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_match_signal(bus, &slot, systemd, systemd_path, systemd_manager, "JobRemoved", on_removed, this);
  if (r >= 0) match_.reset(slot);
  if (r >= 0) r = sd_bus_call_method(bus, systemd, systemd_path, systemd_manager, "Subscribe", nullptr, nullptr, "");
  if (r < 0) return bus::from_return(r, "subscribe to systemd");
  return {};
}

Result<void> Jobs::begin(const std::string& verb, const std::string& service) {
  const char* method = verb == "start"    ? "StartUnit"
                       : verb == "stop"   ? "StopUnit"
                       : verb == "reload" ? "ReloadUnit"
                                          : "RestartUnit";
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* raw = nullptr;
  int r = sd_bus_call_method(client_.bus(), systemd, systemd_path, systemd_manager, method, &error, &raw, "ss",
                             service::unit_name(service).c_str(), "replace");
  if (r < 0) {
    auto complaint = from_bus_error(error);
    sd_bus_error_free(&error);
    return complaint;
  }
  bus::MessagePtr reply(raw);
  const char* path = "";
  sd_bus_message_read(raw, "o", &path);
  paths_[service] = path;
  return {};
}

int Jobs::on_removed(sd_bus_message* message, void* userdata, sd_bus_error*) {
  std::uint32_t id = 0;
  const char *path = nullptr, *unit = nullptr, *result = nullptr;
  if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) < 0) return 0;
  static_cast<Jobs*>(userdata)->results_[path] = result;
  return 0;
}

bool Jobs::all_done() const {
  for (const auto& [service, path] : paths_)
    if (!results_.contains(path)) return false;
  return true;
}

std::string Jobs::result_of(const std::string& service) const {
  auto path = paths_.find(service);
  return path == paths_.end() ? "" : results_.at(path->second);
}

// What berthd says once a restart that was called off is over: by then another holder holds the container.
Properties settled(Client& client, const std::string& service) {
  constexpr int looks = 50;
  Properties last;
  for (int i = 0; i < looks; ++i) {
    auto properties = client.service(service);
    if (!properties) return {{"StatusText", properties.error().text}};
    last = std::move(*properties);
    auto sub = text_of(last, "SubState");
    bool is_underway = sub == "preparing" || sub == "refusing" || sub == "kept" || sub == "adopting";
    if (!is_underway) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return last;
}

// Why the job did not end well, as far as berthd knows.
std::string reason(Client& client, const std::string& service, const std::string& result) {
  auto properties = settled(client, service);
  auto status = text_of(properties, "StatusText");
  auto refusal = refusal_in(status);
  if (result == "canceled" && !refusal.empty()) return "refused, and what ran runs on: " + refusal;
  auto text = text_of(properties, "LoadError");
  if (text.empty()) text = status;
  return fmt::format("{} (job {}; journalctl --unit {})", text, result, service);
}

// A start can end well with another image than people asked for.
std::string surprise(Client& client, const std::string& verb, const std::string& service) {
  if (verb == "stop") return "";
  auto properties = client.service(service);
  return properties && flag_of(*properties, "RolledBack") ? text_of(*properties, "StatusText") : "";
}

}  // namespace

std::string refusal_in(std::string_view status_text) {
  for (std::string_view words : {"the last restart was refused: ", "the restart is refused: "}) {
    auto at = status_text.find(words);
    if (at != std::string_view::npos) return std::string(status_text.substr(at + words.size()));
  }
  return "";
}

Result<std::vector<JobEnd>> run_jobs(Client& client, const std::string& verb,
                                     const std::vector<std::string>& services) {
  Jobs jobs(client);
  Progress progress("StatusText", services);
  auto listening = jobs.subscribe();
  if (listening) listening = progress.follow(client);
  if (!listening) return listening.error();
  std::vector<JobEnd> ends;
  for (const auto& service : services) {
    auto begun = jobs.begin(verb, service);
    ends.push_back({service, begun ? "" : "error", begun ? "" : begun.error().text});
  }
  auto waited = client.wait_until([&] { return jobs.all_done(); });
  if (!waited) return waited.error();
  progress.clear();
  for (auto& end : ends) {
    if (end.result.empty()) end.result = jobs.result_of(end.service);
    if (end.text.empty())
      end.text = end.is_done() ? surprise(client, verb, end.service) : reason(client, end.service, end.result);
  }
  return ends;
}

}  // namespace berth::ctl
