#include "config/ports.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "config/checked.h"

namespace berth::config {

namespace {

using service::PublishedPort;

struct Range {
  int first = 0, last = 0;
  int length() const { return last - first + 1; }
};

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

Result<int> parse_port(std::string_view text) {
  int port = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  bool good = error == std::errc{} && end == text.data() + text.size() && port >= 1 && port <= 65535;
  if (!good) return invalid(fmt::format("\"{}\" is no port from 1 to 65535", text::printable(text, 40)));
  return port;
}

Result<Range> parse_range(std::string_view text) {
  auto dash = text.find('-');
  auto first = parse_port(text.substr(0, dash));
  if (!first || dash == std::string_view::npos) return first ? Result<Range>(Range{*first, *first}) : first.error();
  auto last = parse_port(text.substr(dash + 1));
  if (!last) return last.error();
  if (*last < *first) return invalid(fmt::format("the range {} runs backwards", text::printable(text, 40)));
  return Range{*first, *last};
}

Result<std::string> parse_address(std::string_view text) {
  std::string address(text);
  if (text.starts_with('[') && text.ends_with(']')) address = text.substr(1, text.size() - 2);
  if (!is_ipv4(address) && !is_ipv6(address))
    return invalid(fmt::format("\"{}\" is no IP address", text::printable(text, 80)));
  return address;
}

// Takes "…:" off the front of `rest`, where an IPv6 address in brackets is one piece.
std::string_view take_front(std::string_view& rest) {
  auto colon = rest.rfind(':');
  if (colon == std::string_view::npos) return {};
  auto front = rest.substr(0, colon);
  rest.remove_prefix(colon + 1);
  return front;
}

std::vector<PublishedPort> expand(const std::string& address, Range host, Range container,
                                  const std::string& protocol) {
  std::vector<PublishedPort> ports;
  for (int i = 0; i < container.length(); ++i) {
    auto host_port = host.first == 0 ? 0 : host.first + i;
    ports.push_back(
        {address, static_cast<std::uint16_t>(host_port), static_cast<std::uint16_t>(container.first + i), protocol});
  }
  return ports;
}

}  // namespace

bool is_wildcard(const std::string& address) {
  return address.empty() || address == "0.0.0.0" || address == "::";
}

bool collide(const PublishedPort& a, const PublishedPort& b) {
  if (a.host_port == 0 || a.host_port != b.host_port || a.protocol != b.protocol) return false;
  if (a.host_ip == b.host_ip || a.host_ip.empty() || b.host_ip.empty()) return true;
  bool same_family = (a.host_ip.find(':') == std::string::npos) == (b.host_ip.find(':') == std::string::npos);
  return same_family && (is_wildcard(a.host_ip) || is_wildcard(b.host_ip));
}

Result<std::vector<PublishedPort>> parse_ports(std::string_view text) {
  auto slash = text.find('/');
  std::string protocol(slash == std::string_view::npos ? "tcp" : text.substr(slash + 1));
  if (protocol != "tcp" && protocol != "udp" && protocol != "sctp")
    return invalid(fmt::format("\"{}\" is none of tcp, udp, sctp", text::printable(protocol, 40)));
  auto rest = text.substr(0, slash);
  auto before = take_front(rest);
  auto container = parse_range(rest);
  if (!container) return container.error();
  bool has_address = before.find(':') != std::string_view::npos;
  auto host_text = before;
  auto address_text = has_address ? take_front(host_text) : std::string_view{};
  Range host;
  if (!host_text.empty()) {
    auto parsed = parse_range(host_text);
    if (!parsed) return parsed.error();
    host = *parsed;
    if (host.length() != container->length())
      return invalid(
          fmt::format("{} ports of the host can't go to {} of the container", host.length(), container->length()));
  }
  std::string address;
  if (!address_text.empty()) {
    auto parsed = parse_address(address_text);
    if (!parsed) return parsed.error();
    address = *parsed;
  }
  if (container->length() > static_cast<int>(most_ports))
    return invalid(fmt::format("these are more than {} ports", most_ports));
  return expand(address, host, *container, protocol);
}

std::vector<PublishedPort> read_ports(const Field& field) {
  std::vector<PublishedPort> all;
  for (const auto& said : field.list()) {
    auto ports = parse_ports(said.text);
    if (!ports) {
      field.complain(said.place, ports.error().text);
      continue;
    }
    if (all.size() + ports->size() > most_ports) {
      field.complain(said.place, fmt::format("these are more than {} ports", most_ports));
      break;
    }
    auto taken = std::find_if(ports->begin(), ports->end(), [&](const auto& port) {
      return std::any_of(all.begin(), all.end(), [&](const auto& other) { return collide(port, other); });
    });
    if (taken != ports->end())
      field.complain(said.place, fmt::format("port {} of the host is published twice", taken->host_port));
    else
      all.insert(all.end(), ports->begin(), ports->end());
  }
  return all;
}

}  // namespace berth::config
