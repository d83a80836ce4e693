#include "config/network_keys.h"

#include <algorithm>

#include "config/checked.h"
#include "config/ports.h"

namespace berth::config {

namespace {

bool shares_network(const std::string& network) {
  return network.starts_with("container:");
}

bool is_host_entry(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon))) return false;
  std::string address(text.substr(colon + 1));
  if (address == "host-gateway") return true;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return is_ipv4(address) || is_ipv6(address);
}

void read_name(const Field& field, std::string& network) {
  auto networks = field.last().list();
  if (networks.empty()) return;
  if (networks.size() > 1) return field.complain("more than one network is not supported yet");
  std::string_view name = networks.front().text;
  if (is_name(name.starts_with("container:") ? name.substr(10) : name))
    network = name;
  else
    field.complain(fmt::format("\"{}\" is no network's name", text::printable(name, 80)));
}

void read_published(Section& section, service::Container& container) {
  auto ports = section.take("PublishPort");
  container.ports = read_ports(ports);
  bool has_no_ports = container.network == "host" || container.network == "none" || shares_network(container.network);
  if (ports && has_no_ports)
    ports.complain(fmt::format("nothing can be published with Network: {}", container.network));
  auto exposed = section.take("ExposeHostPort");
  for (const auto& said : exposed.list()) {
    auto more = parse_ports(said.text);
    if (said.text.find(':') != std::string::npos)
      exposed.complain(said.place, "it has no host's side: write PORT, FIRST-LAST or PORT/udp");
    else if (!more)
      exposed.complain(said.place, more.error().text);
    else if (container.exposed.size() + more->size() > most_ports)
      exposed.complain(said.place, fmt::format("these are more than {} ports", most_ports));
    else
      container.exposed.insert(container.exposed.end(), more->begin(), more->end());
  }
}

// What it is called in its network, and where it is to be found there.
void read_endpoint(Section& section, service::Container& container) {
  auto aliases = section.take("NetworkAlias");
  auto ip = section.take("IP");
  auto ip6 = section.take("IP6");
  container.network_aliases = read_checked_list(
      aliases, [](const auto& text) { return is_name(text); }, "no name: letters, digits and _ . -");
  container.ip = read_checked(ip, is_ipv4, "no IPv4 address");
  container.ip6 = read_checked(ip6, is_ipv6, "no IPv6 address");
  if (is_own_network(container.network)) return;
  for (const auto* field : {&aliases, &ip, &ip6})
    if (*field) field->complain("it needs a Network that is not one of Docker's own (bridge, host, none)");
}

void read_dns(Section& section, service::Container& container) {
  auto is_address = [](const auto& text) { return is_ipv4(text) || is_ipv6(text); };
  auto is_domain = [](const auto& text) { return text == "." || is_name(text, "_.-"); };
  auto is_option = [](const auto& text) { return is_name(text, "-:"); };
  auto dns = section.take("DNS");
  auto search = section.take("DNSSearch");
  auto options = section.take("DNSOption");
  container.dns = read_checked_list(dns, is_address, "no IP address");
  container.dns_search = read_checked_list(search, is_domain, "no domain, nor the . that means none");
  container.dns_options = read_checked_list(options, is_option, "no option such as ndots:2");
  if (!shares_network(container.network)) return;
  for (const auto* field : {&dns, &search, &options})
    if (*field) field->complain(fmt::format("it is the other container's with Network: {}", container.network));
}

}  // namespace

bool is_own_network(std::string_view network) {
  return !network.empty() && network != "bridge" && network != "default" && network != "host" && network != "none" &&
         !network.starts_with("container:");
}

void read_network(Section& section, service::Container& container) {
  read_name(section.take("Network"), container.network);
  read_published(section, container);
  read_endpoint(section, container);
  read_dns(section, container);
  container.add_hosts = read_checked_list(section.take("AddHost"), is_host_entry, "not of the form NAME:ADDRESS");
}

}  // namespace berth::config
