// start, stop and restart: systemd's own jobs, with the service's progress shown while they run.
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <map>
#include <optional>

#include "ctl/client.h"
#include "ctl/commands.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

constexpr auto systemd = "org.freedesktop.systemd1";
constexpr auto systemd_path = "/org/freedesktop/systemd1";
constexpr auto systemd_manager = "org.freedesktop.systemd1.Manager";

struct Job {
  std::string service;
  std::string path;
  std::string result;  // empty while it runs
};

class Jobs {
 public:
  explicit Jobs(Client& client) : client_(client), shows_progress_(::isatty(STDERR_FILENO) == 1) {}

  Result<void> subscribe();
  Result<void> begin(const std::string& verb, const std::string& service);
  Result<void> wait();
  std::vector<Job> take() { return std::move(jobs_); }

 private:
  static int on_removed(sd_bus_message* message, void* userdata, sd_bus_error*);
  static int on_change(sd_bus_message* message, void* userdata, sd_bus_error*);
  bool all_done() const;
  void show(std::string_view text) const;

  Client& client_;
  bool shows_progress_;
  std::vector<Job> jobs_;
  std::map<std::string, std::string> early_;  // results that came before their job's path was known
};

Result<void> Jobs::subscribe() {
  auto* bus = client_.bus();
  int r = sd_bus_match_signal(bus, nullptr, systemd, systemd_path, systemd_manager, "JobRemoved", on_removed, this);
  if (r >= 0) r = sd_bus_call_method(bus, systemd, systemd_path, systemd_manager, "Subscribe", nullptr, nullptr, "");
  if (r >= 0 && shows_progress_)
    r = sd_bus_add_match(bus, nullptr,
                         "type='signal',sender='org.berth1',path_namespace='/org/berth1/service',"
                         "member='PropertiesChanged'",
                         on_change, this);
  if (r < 0) return bus::from_return(r, "subscribe to systemd");
  return {};
}

Result<void> Jobs::begin(const std::string& verb, const std::string& service) {
  const char* method = verb == "start" ? "StartUnit" : verb == "stop" ? "StopUnit" : "RestartUnit";
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
  Job job{service, path, ""};
  if (auto known = early_.find(job.path); known != early_.end()) job.result = known->second;
  jobs_.push_back(std::move(job));
  return {};
}

int Jobs::on_removed(sd_bus_message* message, void* userdata, sd_bus_error*) {
  auto* self = static_cast<Jobs*>(userdata);
  std::uint32_t id = 0;
  const char *path = nullptr, *unit = nullptr, *result = nullptr;
  if (sd_bus_message_read(message, "uoss", &id, &path, &unit, &result) < 0) return 0;
  self->early_[path] = result;
  for (auto& job : self->jobs_)
    if (job.path == path) job.result = result;
  return 0;
}

int Jobs::on_change(sd_bus_message* message, void* userdata, sd_bus_error*) {
  const char *interface = nullptr, *name = nullptr;
  if (sd_bus_message_read(message, "s", &interface) < 0) return 0;
  sd_bus_message_enter_container(message, 'a', "{sv}");
  while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
    sd_bus_message_read(message, "s", &name);
    if (std::string_view(name) == "StatusText") {
      const char* text = "";
      sd_bus_message_read(message, "v", "s", &text);
      static_cast<Jobs*>(userdata)->show(text);
    } else {
      sd_bus_message_skip(message, "v");
    }
    sd_bus_message_exit_container(message);
  }
  return 0;
}

void Jobs::show(std::string_view text) const {
  if (shows_progress_) std::fputs(fmt::format("\r\033[K{}", text.substr(0, 120)).c_str(), stderr);
}

bool Jobs::all_done() const {
  for (const auto& job : jobs_)
    if (job.result.empty()) return false;
  return true;
}

Result<void> Jobs::wait() {
  while (!all_done()) {
    int r = sd_bus_process(client_.bus(), nullptr);
    if (r == 0) r = sd_bus_wait(client_.bus(), UINT64_MAX);
    if (r < 0) return bus::from_return(r, "wait for systemd");
  }
  show("");
  return {};
}

// Why the job did not end well, as far as berthd knows.
std::string reason(Client& client, const Job& job) {
  auto one = client.service(job.service);
  if (!one) return one.error().text;
  auto text = text_of(*one, "LoadError");
  if (text.empty()) text = text_of(*one, "StatusText");
  return fmt::format("{} (job {}; journalctl --unit {})", text, job.result, job.service);
}

}  // namespace

int run_jobs(const std::string& verb, const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  Jobs jobs(*client);
  if (auto done = jobs.subscribe(); !done) return complain(done.error().text);
  int result = ok;
  for (const auto& name : names) {
    auto begun = jobs.begin(verb, name);
    if (!begun) result = complain(fmt::format("{} {}: {}", verb, name, begun.error().text));
  }
  if (auto done = jobs.wait(); !done) return complain(done.error().text);
  boost::json::array all;
  for (const auto& job : jobs.take()) {
    all.push_back(boost::json::object{{"service", job.service}, {"result", job.result}});
    if (job.result == "done") continue;
    result = failed;
    if (!as_json) complain(fmt::format("{} {}: {}", verb, job.service, reason(*client, job)));
  }
  if (as_json) std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  return result;
}

}  // namespace berth::ctl
