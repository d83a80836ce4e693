#include "docker/network_body.h"

#include <fmt/format.h>

#include "docker/put.h"

namespace berth::docker {

namespace {

namespace json = boost::json;

std::string port_key(const service::PublishedPort& port) {
  return fmt::format("{}/{}", port.container_port, port.protocol);
}

json::object port_bindings(const service::Container& spec) {
  json::object bindings;
  for (const auto& port : spec.ports) {
    auto& bound = bindings[port_key(port)];
    if (!bound.is_array()) bound = json::array();
    auto host_port = port.host_port == 0 ? std::string() : std::to_string(port.host_port);
    bound.as_array().push_back(json::object{{"HostIp", port.host_ip}, {"HostPort", host_port}});
  }
  return bindings;
}

}  // namespace

void put_network(json::object& host, const service::Container& spec) {
  put(host, "PortBindings", port_bindings(spec));
  put(host, "NetworkMode", service::network_mode(spec.networks));
  put(host, "ExtraHosts", spec.add_hosts);
  put(host, "Dns", spec.dns);
  put(host, "DnsSearch", spec.dns_search);
  put(host, "DnsOptions", spec.dns_options);
}

json::object exposed_ports(const service::Container& spec) {
  json::object exposed;
  for (const auto& port : spec.ports) exposed[port_key(port)] = json::object();
  for (const auto& port : spec.exposed) exposed[port_key(port)] = json::object();
  return exposed;
}

json::object endpoint_config(const service::Network& network) {
  json::object endpoint, addresses;
  put(endpoint, "Aliases", network.aliases);
  put(addresses, "IPv4Address", network.ip);
  put(addresses, "IPv6Address", network.ip6);
  put(endpoint, "IPAMConfig", std::move(addresses));
  return endpoint;
}

json::object networking_config(const service::Container& spec) {
  json::object config;
  if (spec.networks.empty()) return config;
  const auto& first = spec.networks.front();
  auto endpoint = endpoint_config(first);
  if (!endpoint.empty()) config["EndpointsConfig"] = json::object{{first.name, std::move(endpoint)}};
  return config;
}

}  // namespace berth::docker
