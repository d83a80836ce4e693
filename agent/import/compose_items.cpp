#include "import/compose_items.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "config/environment_file.h"
#include "import/asked.h"
#include "import/compose_variables.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

void carry_port(const Node& value, const Carrying& to) {
  auto origin = "ports: " + shown(value);
  if (value.kind != Node::Kind::map) return ask(to.run, "publish", value.text, origin);
  auto one = [&](std::string_view key) { return child(value, key).text; };
  bool is_usual = one("mode").empty() || one("mode") == "ingress";  // which is for swarms
  leave_out_rest(value, "ports",
                 {"target", "published", "host_ip", "protocol", is_usual ? std::string_view("mode") : "target"},
                 to.draft);
  auto text = one("target");
  auto address = one("host_ip");
  bool is_ipv6 = address.find(':') != std::string::npos && !address.starts_with('[');
  if (auto published = one("published"); !published.empty() || !address.empty())
    text = fmt::format("{}:{}", published, text);
  if (!address.empty()) text = fmt::format("{}:{}", is_ipv6 ? fmt::format("[{}]", address) : address, text);
  if (auto protocol = one("protocol"); !protocol.empty() && protocol != "tcp") text += "/" + protocol;
  ask(to.run, "publish", text, origin);
}

void carry_device(const Node& value, const Carrying& to) {
  auto origin = "devices: " + shown(value);
  if (value.kind != Node::Kind::map) return ask(to.run, "device", value.text, origin);
  leave_out_rest(value, "devices", {"source", "target", "permissions"}, to.draft);
  std::vector<std::string> parts;
  for (auto key : {"source", "target", "permissions"})
    if (is_given(value, key)) parts.push_back(child(value, key).text);
  ask(to.run, "device", text::join(parts, ":"), origin);
}

// Compose takes quotes, comments and variables out of the file, Docker does not.
void compare_readings(const std::string& path, const std::string& origin, const Carrying& to) {
  auto content = to.project.read_file(path);
  if (!content || !check_text(path, *content)) return;
  config::Problems problems(path);
  Values dockers;
  for (auto& [name, value] : config::read_environment_file(*content, problems)) dockers[name] = value;
  auto composes = read_compose_variables(*content, to.project.variables);
  std::vector<std::string> names;
  for (const auto& [name, value] : composes)
    if (auto found = dockers.find(name); found == dockers.end() || found->second != value) names.push_back(name);
  for (const auto& [name, value] : dockers)
    if (!composes.contains(name)) names.push_back(name);
  if (names.empty() && problems.empty()) return;
  to.draft.leave_out(container, origin,
                     names.empty() ? "EnvironmentFile can't read it: a line of it has no NAME=VALUE"
                                   : "EnvironmentFile takes quotes, comments and variables in it as they stand, "
                                     "which gives other values to " +
                                         text::join(names, ", "));
}

void carry_environment_file(const Node& value, const Carrying& to) {
  auto origin = "env_file: " + shown(value);
  bool is_map = value.kind == Node::Kind::map;
  leave_out_rest(value, "env_file", {"path", "required", "format"}, to.draft);
  auto path = host_path(is_map ? child(value, "path").text : value.text, origin, to);
  if (path.empty()) return;
  bool is_optional = is_given(value, "required") && !is_true(child(value, "required"));
  bool is_raw = child(value, "format").text == "raw";
  ask(to.run, "env-file", (is_optional ? "-" : "") + path, origin);
  if (!is_raw) compare_readings(path, origin, to);
}

void carry_limits(const Node& value, const Carrying& to) {
  for (const auto& entry : value.entries) {
    const auto& said = entry.value;
    leave_out_rest(said, "ulimits " + entry.key, {"soft", "hard"}, to.draft);
    auto text = said.kind == Node::Kind::map ? fmt::format("{}:{}", child(said, "soft").text, child(said, "hard").text)
                                             : said.text;
    ask(to.run, "ulimit", fmt::format("{}={}", entry.key, text), "ulimits " + entry.key);
  }
}

void carry_logging(const Node& value, const Carrying& to) {
  leave_out_rest(value, "logging", {"driver", "options"}, to.draft);
  const auto& driver = child(value, "driver").text;
  bool is_default = driver.empty() || driver == "json-file" || driver == "local";
  if (!is_default) ask(to.run, "log-driver", driver, "logging driver: " + driver);
  for (const auto& option : texts(child(value, "options"))) {
    if (is_default)
      ask(to.run, "log-opt", option, "logging options: " + option);
    else
      to.draft.leave_out(container, "logging options: " + option, "it is of another driver");
  }
}

// Of a service, if it does not begin with container:
void carry_volumes_from(const Node& value, const Carrying& to) {
  auto origin = "volumes_from: " + value.text;
  constexpr std::string_view prefix = "container:";
  if (value.text.starts_with(prefix)) return ask(to.run, "volumes-from", value.text.substr(prefix.size()), origin);
  auto colon = std::min(value.text.find(':'), value.text.size());
  auto other = value.text.substr(0, colon);
  wait_for(other, origin, to.draft);
  ask(to.run, "volumes-from", container_name(other, to.project) + value.text.substr(colon), origin);
}

void carry_mode(const std::string& option, const std::string& mode, const Carrying& to) {
  auto origin = fmt::format("{}: {}", option, mode);
  ask(to.run, option, engine_mode(mode, origin, to), origin);
}

}  // namespace

bool carry_items(const std::string& key, const Node& value, const Carrying& to) {
  auto each = [&](auto step) {
    if (value.kind != Node::Kind::list) return step(value, to);
    for (const auto& entry : value.entries) step(entry.value, to);
  };
  if (key == "ports") return each(carry_port), true;
  if (key == "devices") return each(carry_device), true;
  if (key == "env_file") return each(carry_environment_file), true;
  if (key == "ulimits") return carry_limits(value, to), true;
  if (key == "volumes_from") return each(carry_volumes_from), true;
  if (key == "pid" || key == "ipc") return carry_mode(key, value.text, to), true;
  if (key == "logging") return carry_logging(value, to), true;
  return false;
}

}  // namespace berth::importing
