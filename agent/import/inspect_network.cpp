#include "import/inspect_network.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "import/asked.h"
#include "import/json_value.h"

namespace berth::importing {

namespace {

namespace json = boost::json;

const std::string container = "Container";

std::string without_tcp(std::string port) {
  if (port.ends_with("/tcp")) port.erase(port.size() - 4);
  return port;
}

void ask_for_ports(const json::value& ports, DockerRun& run) {
  const auto* all = ports.if_object();
  if (all == nullptr) return;
  for (const auto& [port, bindings] : *all) {
    if (!bindings.is_array()) continue;
    for (const auto& one : bindings.as_array()) {
      auto address = text_of(at(one, "HostIp"));
      if (address.find(':') != std::string::npos) address = fmt::format("[{}]", address);
      auto host_port = text_of(at(one, "HostPort"));
      if (host_port == "0") host_port.clear();
      auto name = without_tcp(port);
      if (!host_port.empty() || !address.empty()) name = fmt::format("{}:{}", host_port, name);
      ask(run, "publish", address.empty() ? name : fmt::format("{}:{}", address, name));
    }
  }
}

// Those that are neither published nor the image's.
void ask_for_exposed(const json::value& whole, const json::value* image, DockerRun& run) {
  const auto* all = at(at(whole, "Config"), "ExposedPorts").if_object();
  if (all == nullptr) return;
  const auto& published = at(at(whole, "HostConfig"), "PortBindings");
  for (const auto& [port, nothing] : *all) {
    const auto* bindings = at(published, port).if_array();
    bool is_published = bindings != nullptr && !bindings->empty();
    bool is_of_image = image != nullptr && !at(at(*image, "ExposedPorts"), port).is_null();
    if (!is_published && !is_of_image) ask(run, "expose", without_tcp(port));
  }
}

// A container's ID lasts until the next start of its service only, its name for good.
void ask_for_shared(const std::string& id, const json::array& all, DockerRun& run, Draft& draft) {
  for (const auto& one : all) {
    auto name = text_of(at(one, "Name"));
    bool is_it = !name.empty() && text_of(at(one, "Id")) == id;
    if (is_it) return ask(run, "network", "container:" + name.substr(name.find_first_not_of('/')));
  }
  ask(run, "network", "container:" + id);
  if (is_id(id))
    draft.remark(container, "write the NAME of the container in Network: its ID is gone when it is made anew");
}

// One network that the container is in, without what the engine adds by itself.
struct Endpoint {
  std::string name;
  std::vector<std::string> aliases;
  std::string ip, ip6;
};

class Networks {
 public:
  Networks(const json::value& whole, DockerRun& run, Draft& draft) : whole_(whole), run_(run), draft_(draft) {}
  void ask_for(const std::string& mode);

 private:
  Endpoint endpoint(std::string name, const json::value& said);
  void leave_out_rest(const std::string& name, const json::value& said);
  void ask_for_one(const Endpoint& endpoint);
  void ask_for_several(const std::vector<Endpoint>& endpoints);

  const json::value& whole_;
  DockerRun& run_;
  Draft& draft_;
};

Endpoint Networks::endpoint(std::string name, const json::value& said) {
  leave_out_rest(name, said);
  const auto& addresses = at(said, "IPAMConfig");
  Endpoint one{std::move(name), {}, text_of(at(addresses, "IPv4Address")), text_of(at(addresses, "IPv6Address"))};
  auto id = text_of(at(whole_, "Id"));
  for (auto& alias : texts(at(said, "Aliases"))) {
    bool is_by_itself = alias == draft_.name || (alias.size() == 12 && id.starts_with(alias));
    if (!is_by_itself) one.aliases.push_back(std::move(alias));
  }
  return one;
}

void Networks::leave_out_rest(const std::string& name, const json::value& said) {
  for (const auto& address : texts(at(at(said, "IPAMConfig"), "LinkLocalIPs"))) ask(run_, "link-local-ip", address);
  for (auto key : {"Links", "DriverOpts", "GwPriority"})
    if (const auto& value = at(said, key); !is_nothing(value))
      draft_.leave_out(container, fmt::format("--network {}: {}: {}", name, key, json::serialize(value)),
                       "Berth has no key for it");
}

void Networks::ask_for_one(const Endpoint& endpoint) {
  if (endpoint.name == "bridge") return;
  ask(run_, "network", endpoint.name);
  for (const auto& alias : endpoint.aliases) ask(run_, "network-alias", alias);
  if (!endpoint.ip.empty()) ask(run_, "ip", endpoint.ip);
  if (!endpoint.ip6.empty()) ask(run_, "ip6", endpoint.ip6);
}

void Networks::ask_for_several(const std::vector<Endpoint>& endpoints) {
  for (const auto& endpoint : endpoints) {
    std::vector<std::string> options;
    for (const auto& alias : endpoint.aliases) options.push_back("alias=" + alias);
    if (!endpoint.ip.empty()) options.push_back("ip=" + endpoint.ip);
    if (!endpoint.ip6.empty()) options.push_back("ip6=" + endpoint.ip6);
    ask(run_, "network", endpoint.name + (options.empty() ? "" : ":" + text::join(options, ",")));
  }
}

// The one that it was made with comes first.
void Networks::ask_for(const std::string& mode) {
  std::vector<Endpoint> endpoints;
  if (const auto* all = at(at(whole_, "NetworkSettings"), "Networks").if_object(); all != nullptr)
    for (const auto& [name, said] : *all) endpoints.push_back(endpoint(name, said));
  if (endpoints.empty()) endpoints.push_back({mode, {}, "", ""});
  std::stable_partition(endpoints.begin(), endpoints.end(), [&](const auto& one) { return one.name == mode; });
  if (endpoints.size() == 1) return ask_for_one(endpoints.front());
  ask_for_several(endpoints);
}

}  // namespace

void ask_for_network(const json::value& whole, const json::value* image, const json::array& all, DockerRun& run,
                     Draft& draft) {
  auto mode = text_of(at(at(whole, "HostConfig"), "NetworkMode"));
  if (mode.empty() || mode == "default") mode = "bridge";
  if (mode.starts_with("container:"))
    ask_for_shared(mode.substr(10), all, run, draft);
  else if (mode == "host" || mode == "none")
    ask(run, "network", mode);
  else
    Networks(whole, run, draft).ask_for(mode);
  if (auto address = text_of(at(at(whole, "Config"), "MacAddress")); !address.empty()) ask(run, "mac-address", address);
  ask_for_ports(at(at(whole, "HostConfig"), "PortBindings"), run);
  ask_for_exposed(whole, image, run);
}

}  // namespace berth::importing
