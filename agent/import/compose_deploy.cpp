#include "import/compose_deploy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "config/csv.h"
#include "import/asked.h"

namespace berth::importing {

namespace {

using Words = std::vector<std::string>;

// As --gpus takes it. Compose means all GPUs where it names none.
void carry_gpu(const Node& value, const std::string& owner, const Carrying& to) {
  leave_out_rest(value, owner, {"capabilities", "driver", "count", "device_ids", "options"}, to.draft);
  auto capabilities = texts(child(value, "capabilities"));
  bool is_gpu =
      capabilities.empty() || std::find(capabilities.begin(), capabilities.end(), "gpu") != capabilities.end();
  auto origin = fmt::format("{}: {}", owner, shown(value));
  if (!is_gpu) return to.draft.leave_out("Container", origin, "GPUs always has the capability gpu");
  std::erase(capabilities, "gpu");
  auto devices = texts(child(value, "device_ids"));
  Words words;
  if (devices.empty()) words.push_back("count=" + (is_given(value, "count") ? child(value, "count").text : "all"));
  if (!devices.empty()) words.push_back("device=" + text::join(devices, ","));
  if (is_given(value, "driver")) words.push_back("driver=" + child(value, "driver").text);
  if (!capabilities.empty()) words.push_back("capabilities=" + text::join(capabilities, ","));
  if (auto options = texts(child(value, "options")); !options.empty())
    words.push_back("options=" + config::join_csv(options));
  ask(to.run, "gpus", words == Words{"count=all"} ? "all" : config::join_csv(words), origin);
}

void carry_resources(const Node& value, const Carrying& to) {
  const auto& limits = child(value, "limits");
  const auto& reservations = child(value, "reservations");
  auto take = [&](const Node& map, std::string_view owner, std::string_view key, std::string_view option) {
    if (is_given(map, key))
      ask(to.run, option, child(map, key).text, fmt::format("{} {}: {}", owner, key, child(map, key).text));
  };
  const std::string of_limits = "deploy resources limits", of_reservations = "deploy resources reservations";
  take(limits, of_limits, "cpus", "cpus");
  take(limits, of_limits, "memory", "memory");
  take(limits, of_limits, "pids", "pids-limit");
  take(reservations, of_reservations, "memory", "memory-reservation");
  for (const auto& device : child(reservations, "devices").entries)
    carry_gpu(device.value, of_reservations + " devices", to);
  leave_out_rest(value, "deploy resources", {"limits", "reservations"}, to.draft);
  leave_out_rest(limits, of_limits, {"cpus", "memory", "pids"}, to.draft);
  leave_out_rest(reservations, of_reservations, {"memory", "devices"}, to.draft);
}

// How often it may be started: systemd counts the first start, too.
void carry_attempts(const Node& value, const Carrying& to) {
  const auto& most = child(value, "max_attempts").text;
  const auto& window = child(value, "window").text;
  int attempts = 0;
  auto [end, error] = std::from_chars(most.data(), most.data() + most.size(), attempts);
  bool is_number = error == std::errc{} && end == most.data() + most.size() && attempts > 0 && attempts < 1'000'000;
  if (is_number && !window.empty()) {
    to.draft.set("Service", "StartLimitBurst", std::to_string(attempts + 1), "max_attempts: " + most);
    return to.draft.set("Service", "StartLimitIntervalSec", window, "window: " + window);
  }
  for (auto key : {"max_attempts", "window"})
    if (const auto& said = child(value, key).text; !said.empty())
      to.draft.leave_out("Service", fmt::format("deploy restart_policy {}: {}", key, said),
                         "use StartLimitBurst for the number of starts in StartLimitIntervalSec");
}

// It wins over `restart`.
void carry_restart_policy(const Node& value, const Carrying& to) {
  const auto& said = child(value, "condition").text;
  auto condition = said.empty() ? "any" : said;
  auto origin = "deploy restart_policy condition: " + condition;
  bool is_off = condition == "none";
  if (condition == "any" || condition == "on-failure" || is_off)
    to.draft.set("Service", "Restart", is_off ? "no" : condition == "any" ? "always" : condition, origin);
  else
    to.draft.leave_out("Service", origin, "this is no condition that is known here");
  if (const auto& delay = child(value, "delay").text; !delay.empty() && !is_off)
    to.draft.set("Service", "RestartSec", delay, "deploy restart_policy delay: " + delay);
  if (!is_off) carry_attempts(value, to);
  leave_out_rest(value, "deploy restart_policy", {"condition", "delay", "max_attempts", "window"}, to.draft);
}

}  // namespace

void carry_deploy(const Node& value, const Carrying& to) {
  for (const auto& [key, place, said] : value.entries) {
    bool says_nothing = is_empty(said) || key.starts_with("x-") || (key == "replicas" && said.text == "1") ||
                        (key == "mode" && said.text == "replicated");
    if (says_nothing) continue;
    if (key == "resources")
      carry_resources(said, to);
    else if (key == "restart_policy")
      carry_restart_policy(said, to);
    else
      to.draft.leave_out("Container", fmt::format("deploy {}: {}", key, shown(said)),
                         "a service is one container on this host");
  }
}

void carry_gpus(const Node& value, const Carrying& to) {
  if (value.kind == Node::Kind::text) return ask(to.run, "gpus", value.text, "gpus: " + value.text);
  for (const auto& entry : value.entries) carry_gpu(entry.value, "gpus", to);
}

}  // namespace berth::importing
