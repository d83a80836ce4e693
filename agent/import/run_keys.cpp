#include "import/run_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/csv.h"
#include "config/specifiers.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

void carry_env(const RunOption& option, const Variables& variables, Draft& draft) {
  auto equals = option.value.find('=');
  auto name = option.value.substr(0, equals);
  if (equals != std::string::npos)
    return draft.add_pair(container, "Environment", name, option.value.substr(equals + 1), option.origin);
  auto found = variables.values.find(name);
  if (found != variables.values.end())
    return draft.add_pair(container, "Environment", name, found->second, option.origin);
  draft.leave_out(container, option.origin, "nothing that is known here gives it a value");
}

void carry_restart(const RunOption& option, Draft& draft) {
  carry_restart_policy(option.value, option.origin, draft);
}

void carry_security(const RunOption& option, Draft& draft) {
  bool is_flag = option.value.starts_with("no-new-privileges");
  bool is_off = option.value.ends_with("=false") || option.value.ends_with(":false");
  if (!is_flag) return draft.add(container, "SecurityOpt", option.value, option.origin);
  if (!is_off) draft.set(container, "NoNewPrivileges", "yes", option.origin);
}

// Docker also takes NAME=ADDRESS by now.
void carry_host(const RunOption& option, Draft& draft) {
  auto value = option.value;
  auto at = value.find_first_of(":=");
  if (at != std::string::npos) value[at] = ':';
  draft.add(container, "AddHost", value, option.origin);
}

// Since Docker can connect a container to several, "name=back,alias=db,ip=10.0.0.2" instead of "back".
bool has_fields(std::string_view network) {
  return network.find('=') < network.find(':');
}

void carry_network(const RunOption& option, Draft& draft) {
  if (!has_fields(option.value)) return draft.add(container, "Network", option.value, option.origin);
  auto fields = config::split_csv(option.value);
  if (!fields) return draft.leave_out(container, option.origin, fields.error().text);
  std::string options;
  for (const auto& field : *fields) {
    auto key = field.substr(0, field.find('='));
    if (key == "alias" || key == "ip" || key == "ip6")
      options += (options.empty() ? ":" : ",") + field;
    else if (key != "name")
      draft.leave_out(container, fmt::format("{}: {}", option.origin, field), "Berth has no key for it");
  }
  draft.add(container, "Network", network_of(option.value) + options, option.origin);
}

void carry_special(const RunOption& option, const Variables& variables, Draft& draft) {
  auto name = option.rule->name;
  const auto& value = option.value;
  if (name == "env") return carry_env(option, variables, draft);
  if (name == "restart") return carry_restart(option, draft);
  if (name == "security-opt") return carry_security(option, draft);
  if (name == "add-host") return carry_host(option, draft);
  if (name == "network" || name == "net") return carry_network(option, draft);
  if (name == "log-driver") {
    if (value != "journald")
      draft.leave_out(container, option.origin, "the output goes to the journal and to Log: File");
    return;
  }
  if (name == "env-file") return draft.add(container, "EnvironmentFile", value, option.origin);
  if (name == "entrypoint")
    return draft.set_words(container, "Entrypoint",
                           value.empty() ? std::vector<std::string>{} : std::vector<std::string>{value}, option.origin);
  if (name == "name") {
    auto own = draft.name;
    std::replace(own.begin(), own.end(), '@', '-');
    bool is_default = value == "%N" || with_name(value, draft.name) == own;
    if (!is_default) draft.set(container, "ContainerName", value, option.origin);
    return;
  }
  if (name == "label") {
    auto equals = value.find('=');
    auto text = equals == std::string::npos ? "" : value.substr(equals + 1);
    return draft.add_pair(container, "Label", value.substr(0, equals), text, option.origin);
  }
  if (name == "no-healthcheck") {
    if (value == "true") draft.set(container, "HealthCmd", "none", option.origin);
    return;
  }
  if (name == "pids-limit") {
    bool is_default = value == "-1" || value == "0";
    if (!is_default) draft.set(container, "PidsLimit", value, option.origin);
    return;
  }
  if (name == "stop-timeout")
    return draft.set(container, "StopTimeout", value == "-1" ? "infinity" : value, option.origin);
  if (name == "pull") return draft.set(container, "Pull", value, option.origin);
  bool is_default = value == "0" || value == "0s";  // of the health check's times and retries, and of two limits
  if (!is_default) draft.set(container, option.rule->text, value, option.origin);
}

}  // namespace

std::string network_of(const std::string& value) {
  auto fields = has_fields(value) ? config::split_csv(value) : std::vector<std::string>();
  if (fields)
    for (const auto& field : *fields)
      if (field.starts_with("name=")) return field.substr(5);
  return value;
}

std::string with_name(const std::string& text, const std::string& service_name) {
  auto expanded = config::Specifiers(service_name, {}).expand(text);
  return expanded ? *expanded : text;
}

void carry_option(const RunOption& option, const Variables& variables, Draft& draft) {
  const auto& rule = *option.rule;
  bool is_off = !rule.has_value && (option.value == "false" || option.value == "0");
  switch (rule.fate) {
    case Fate::one: return draft.set(container, rule.text, option.value, option.origin);
    case Fate::list: return draft.add(container, rule.text, option.value, option.origin);
    case Fate::pairs: {
      auto equals = option.value.find('=');
      auto value = equals == std::string::npos ? "" : option.value.substr(equals + 1);
      return draft.add_pair(container, rule.text, option.value.substr(0, equals), value, option.origin);
    }
    case Fate::flag:
      if (!is_off) draft.set(container, rule.text, "yes", option.origin);
      return;
    case Fate::ours: return;
    case Fate::none:
      if (!is_off) draft.leave_out(container, option.origin, rule.text);
      return;
    case Fate::special: return carry_special(option, variables, draft);
  }
}

void carry_restart_policy(const std::string& policy, const std::string& origin, Draft& draft) {
  auto word = policy.substr(0, policy.find(':'));
  if (word == "no" || word.empty()) return;
  if (draft.find("Service", "Restart") != nullptr)
    return draft.leave_out("Service", origin, "Restart decides, and it is given");
  if (word == "always" || word == "unless-stopped") return draft.set("Service", "Restart", "always", origin);
  if (word != "on-failure") return draft.leave_out("Service", origin, "this is no policy that is known here");
  draft.set("Service", "Restart", "on-failure", origin);
  bool has_limit = word.size() < policy.size() && !policy.ends_with(":0");
  if (has_limit) draft.leave_out("Service", origin, "use StartLimitBurst for the number of restarts");
}

void carry_run(const DockerRun& run, const Variables& variables, Draft& draft) {
  draft.set(container, "Image", run.image);
  for (const auto& option : run.options) carry_option(option, variables, draft);
  if (!run.arguments.empty()) draft.set_words(container, "Exec", run.arguments);
}

}  // namespace berth::importing
