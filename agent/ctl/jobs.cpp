#include "ctl/jobs.h"

#include <chrono>

#include "ctl/progress.h"
#include "ctl/systemd_jobs.h"
#include "ctl/wait_for.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

// What berthd says once a restart that was called off is over: by then another holder holds the container.
Properties settled(Client& client, const std::string& service) {
  Properties last;
  auto is_settled = [&] {
    auto properties = client.service(service);
    last = properties ? std::move(*properties) : Properties{{"StatusText", properties.error().text}};
    auto sub = text_of(last, "SubState");
    return sub != "preparing" && sub != "refusing" && sub != "kept" && sub != "adopting";
  };
  auto waited = wait_for(client, "org.berth1", service_path(service), is_settled, std::chrono::seconds(30));
  if (!waited) last = {{"StatusText", waited.error().text}};
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
  SystemdJobs jobs(client);
  Progress progress("StatusText", services);
  auto listening = jobs.subscribe();
  if (listening) listening = progress.follow(client);
  if (!listening) return listening.error();
  std::vector<JobEnd> ends;
  for (const auto& service : services) {
    auto begun = jobs.begin(verb, service::unit_name(service));
    ends.push_back({service, begun ? "" : "error", begun ? "" : begun.error().text});
  }
  auto waited = client.wait_until([&] { return jobs.all_done(); });
  if (!waited) return waited.error();
  progress.clear();
  for (auto& end : ends) {
    if (end.result.empty()) end.result = jobs.result_of(service::unit_name(end.service));
    if (end.text.empty())
      end.text = end.is_done() ? surprise(client, verb, end.service) : reason(client, end.service, end.result);
  }
  return ends;
}

}  // namespace berth::ctl
