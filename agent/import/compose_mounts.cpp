#include "import/compose_mounts.h"

#include <fmt/format.h>

#include "import/asked.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

// "./web" of a file in a folder that is known.
std::string from_folder(const std::string& path, const std::string& folder) {
  bool is_relative = path == "." || path.starts_with("./");
  if (!is_relative || !folder.starts_with('/')) return path;
  return escaped_percent(folder) + (path.size() > 2 ? path.substr(2) : "");
}

class Asker {
 public:
  Asker(const Project& project, Draft& draft, DockerRun& run) : project_(project), draft_(draft), run_(run) {}
  bool take(const std::string& key, const Node& value);

 private:
  void port(const Node& value);
  void volume(const Node& value);
  void environment_file(const Node& value);
  void networks(const Node& value);
  void limits(const Node& value);
  void logging(const Node& value);
  std::string one(const Node& map, std::string_view key) const {
    return interpolated(child(map, key).text, project_.variables);
  }

  const Project& project_;
  Draft& draft_;
  DockerRun& run_;
};

void Asker::port(const Node& value) {
  auto origin = "ports: " + shown(value);
  if (value.kind != Node::Kind::map) return ask(run_, "publish", interpolated(value.text, project_.variables), origin);
  auto text = one(value, "target");
  if (auto published = one(value, "published"); !published.empty()) text = fmt::format("{}:{}", published, text);
  if (auto address = one(value, "host_ip"); !address.empty()) text = fmt::format("{}:{}", address, text);
  if (auto protocol = one(value, "protocol"); !protocol.empty() && protocol != "tcp") text += "/" + protocol;
  ask(run_, "publish", text, origin);
}

void Asker::volume(const Node& value) {
  auto origin = "volumes: " + shown(value);
  auto named = [&](const std::string& source) {
    bool is_name = !source.empty() && source.find_first_of("/.~") == std::string::npos;
    return is_name ? engine_name(source, project_.volumes, project_) : from_folder(source, project_.folder);
  };
  if (value.kind != Node::Kind::map) {
    auto text = interpolated(value.text, project_.variables);
    auto colon = text.find(':');
    if (colon != std::string::npos) text = named(text.substr(0, colon)) + text.substr(colon);
    return ask(run_, "volume", text, origin);
  }
  auto type = one(value, "type"), target = one(value, "target");
  if (type == "tmpfs") return ask(run_, "tmpfs", target, origin);
  bool is_usual = type.empty() || type == "bind" || type == "volume";
  if (!is_usual) return draft_.leave_out(container, origin, "Berth has no key for it");
  auto source = one(value, "source");
  auto access = one(value, "read_only") == "true" ? ":ro" : "";
  ask(run_, "volume",
      fmt::format("{}:{}{}", type == "bind" ? from_folder(source, project_.folder) : named(source), target, access),
      origin);
}

void Asker::environment_file(const Node& value) {
  auto path = value.kind == Node::Kind::map ? one(value, "path") : interpolated(value.text, project_.variables);
  bool is_optional = value.kind == Node::Kind::map && one(value, "required") == "false";
  bool is_relative = !path.starts_with('/') && !path.starts_with('.');
  path = from_folder(is_relative ? "./" + path : path, project_.folder);
  ask(run_, "env-file", (is_optional ? "-" : "") + path, "env_file: " + shown(value));
}

void Asker::networks(const Node& value) {
  for (const auto& entry : value.entries) {
    auto name = value.kind == Node::Kind::map ? entry.key : interpolated(entry.value.text, project_.variables);
    ask(run_, "network", engine_name(name, project_.networks, project_), "networks: " + name);
    for (const auto& alias : texts(child(entry.value, "aliases"), project_.variables))
      ask(run_, "network-alias", alias);
    for (auto [key, option] : {std::pair("ipv4_address", "ip"), std::pair("ipv6_address", "ip6")})
      if (auto address = one(entry.value, key); !address.empty()) ask(run_, option, address);
  }
}

void Asker::limits(const Node& value) {
  for (const auto& entry : value.entries) {
    auto text = entry.value.kind == Node::Kind::map
                    ? fmt::format("{}:{}", one(entry.value, "soft"), one(entry.value, "hard"))
                    : interpolated(entry.value.text, project_.variables);
    ask(run_, "ulimit", fmt::format("{}={}", entry.key, text), "ulimits " + entry.key);
  }
}

void Asker::logging(const Node& value) {
  auto driver = one(value, "driver");
  bool is_default = driver.empty() || driver == "json-file" || driver == "local";
  if (!is_default) ask(run_, "log-driver", driver, "logging driver: " + driver);
  for (const auto& option : texts(child(value, "options"), project_.variables)) {
    if (is_default)
      ask(run_, "log-opt", option, "logging options: " + option);
    else
      draft_.leave_out(container, "logging options: " + option, "it is of another driver");
  }
}

bool Asker::take(const std::string& key, const Node& value) {
  auto each = [&](auto step) {
    if (value.kind != Node::Kind::list) return step(value);
    for (const auto& entry : value.entries) step(entry.value);
  };
  if (key == "ports") return each([&](const Node& node) { port(node); }), true;
  if (key == "volumes") return each([&](const Node& node) { volume(node); }), true;
  if (key == "env_file") return each([&](const Node& node) { environment_file(node); }), true;
  if (key == "networks") return networks(value), true;
  if (key == "ulimits") return limits(value), true;
  if (key == "logging") return logging(value), true;
  if (key != "network_mode") return false;
  auto mode = interpolated(value.text, project_.variables);
  if (mode.starts_with("service:")) mode = "container:" + mode.substr(8);
  bool is_usual = mode == "bridge" || mode == "default";
  if (!is_usual) ask(run_, "network", mode, "network_mode: " + value.text);
  return true;
}

}  // namespace

bool ask_for_mount_or_network(const std::string& key, const Node& value, const Project& project, Draft& draft,
                              DockerRun& run) {
  return Asker(project, draft, run).take(key, value);
}

}  // namespace berth::importing
