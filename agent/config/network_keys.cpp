#include "config/network_keys.h"

#include <algorithm>

#include "base/text.h"
#include "config/checked.h"
#include "config/ports.h"

namespace berth::config {

namespace {

using service::is_own_network;
using service::Network;

// A start connects them one after the other.
constexpr std::size_t most_networks = 32;

bool is_host_entry(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon))) return false;
  std::string address(text.substr(colon + 1));
  if (address == "host-gateway") return true;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  return is_ipv4(address) || is_ipv6(address);
}

// What Podman's Network= has behind the name: alias=db,ip=10.0.0.2,ip6=fd00::2
Result<void> read_options(std::string_view options, Network& network) {
  for (const auto& option : text::split(options, ',')) {
    auto equals = std::min(option.find('='), option.size());
    auto name = option.substr(0, equals);
    std::string value(option.substr(std::min(equals + 1, option.size())));
    if (name == "alias" && is_name(value))
      network.aliases.push_back(value);
    else if (name == "ip" && network.ip.empty() && is_ipv4(value))
      network.ip = value;
    else if (name == "ip6" && network.ip6.empty() && is_ipv6(value))
      network.ip6 = value;
    else
      return Error{ErrorKind::invalid, fmt::format("\"{}\" is none of alias=NAME, ip=ADDRESS and ip6=ADDRESS",
                                                   text::printable(option, 80))};
  }
  return {};
}

Result<Network> read_one(std::string_view text) {
  Network network;
  bool is_shared = text.starts_with("container:");
  auto colon = is_shared ? text.npos : text.find(':');
  network.name = text.substr(0, colon);
  if (!is_name(is_shared ? text.substr(10) : network.name))
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is no network's name", text::printable(network.name, 80))};
  if (colon == text.npos) return network;
  if (!is_own_network(network.name))
    return Error{ErrorKind::invalid,
                 fmt::format("{} is Docker's own, and knows no aliases and no addresses", network.name)};
  if (auto read = read_options(text.substr(colon + 1), network); !read) return read.error();
  return network;
}

std::string why_not_beside(const Network& one, const std::vector<Network>& before) {
  if (before.empty()) return "";
  for (const auto& other : before)
    if (other.name == one.name) return fmt::format("{} is named twice", one.name);
  if (!service::has_own_addresses({one})) return fmt::format("{} can't be one of several", one.name);
  if (!service::has_own_addresses(before)) return fmt::format("there can be none beside {}", before.front().name);
  return before.size() == most_networks ? fmt::format("these are more than {} networks", most_networks) : "";
}

void read_networks(const Field& field, std::vector<Network>& networks) {
  for (const auto& said : field.last().list()) {
    auto one = read_one(said.text);
    auto why = one ? why_not_beside(*one, networks) : one.error().text;
    if (why.empty())
      networks.push_back(std::move(*one));
    else
      field.complain(said.place, why);
  }
}

void read_published(Section& section, service::Container& container) {
  auto ports = section.take("PublishPort");
  container.ports = read_ports(ports);
  if (ports && !service::has_own_addresses(container.networks))
    ports.complain(fmt::format("nothing can be published with Network: {}", service::network_mode(container.networks)));
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

// What it is called in its networks, and where it is to be found there.
void read_endpoints(Section& section, std::vector<Network>& networks) {
  auto aliases = section.take("NetworkAlias");
  auto ip = section.take("IP");
  auto ip6 = section.take("IP6");
  auto names = read_checked_list(
      aliases, [](const auto& text) { return is_name(text); }, "no name: letters, digits and _ . -");
  auto address = read_checked(ip, is_ipv4, "no IPv4 address");
  auto address6 = read_checked(ip6, is_ipv6, "no IPv6 address");
  auto own = std::count_if(networks.begin(), networks.end(), [](const auto& one) { return is_own_network(one.name); });
  for (const auto* field : {&aliases, &ip, &ip6})
    if (*field && own == 0) field->complain("it needs a Network that is not one of Docker's own (bridge, host, none)");
  if (ip && own > 1) ip.complain("one of several networks has it with its name: Network: NAME:ip=ADDRESS");
  if (ip6 && own > 1) ip6.complain("one of several networks has it with its name: Network: NAME:ip6=ADDRESS");
  for (auto& network : networks) {
    if (!is_own_network(network.name)) continue;
    network.aliases.insert(network.aliases.end(), names.begin(), names.end());
    if (!address.empty()) network.ip = address;
    if (!address6.empty()) network.ip6 = address6;
  }
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
}

void check_shared(Section& section, const std::vector<Network>& networks) {
  auto mode = service::network_mode(networks);
  if (!mode.starts_with("container:")) return;
  for (const auto* key : {"HostName", "DomainName", "DNS", "DNSSearch", "DNSOption", "ExposeHostPort", "AddHost"})
    if (auto field = section.take(key))
      field.complain(fmt::format("it is the other container's with Network: {}", mode));
}

}  // namespace

void read_network(Section& section, service::Container& container) {
  read_networks(section.take("Network"), container.networks);
  read_published(section, container);
  read_endpoints(section, container.networks);
  read_dns(section, container);
  container.add_hosts = read_checked_list(section.take("AddHost"), is_host_entry, "not of the form NAME:ADDRESS");
  check_shared(section, container.networks);
}

}  // namespace berth::config
