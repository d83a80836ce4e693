#include "config/compose_ports.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/document.h"
#include "config/ports.h"

namespace berth::config {

namespace {

// From the first line that is a key of the file: warnings are "WARNING: …" or "time=…".
std::string_view without_warnings(std::string_view printed) {
  while (!printed.empty()) {
    auto line = printed.substr(0, printed.find('\n'));
    auto word = line.substr(0, line.find_first_not_of("abcdefghijklmnopqrstuvwxyz-"));
    if (!word.empty() && line.substr(word.size()).starts_with(':')) return printed;
    printed.remove_prefix(std::min(line.size() + 1, printed.size()));
  }
  return {};
}

// Docker's short form; empty if the engine picks the port, or a range is one for Compose to pick from.
std::string short_form(const Node& port) {
  if (port.kind != Node::Kind::map) return port.text;
  auto said = [&](std::string_view key) { return child(port, key).text; };
  auto published = said("published");
  if (published.empty() || published.find('-') != std::string::npos) return "";
  auto address = said("host_ip");
  if (address.find(':') != std::string::npos) address = fmt::format("[{}]", address);
  auto protocol = said("protocol").empty() ? "tcp" : said("protocol");
  auto text = fmt::format("{}:{}/{}", published, said("target"), protocol);
  return address.empty() ? text : fmt::format("{}:{}", address, text);
}

bool is_wanted(const Node& service, const std::vector<std::string>& profiles) {
  const auto& of = child(service, "profiles").entries;
  if (of.empty()) return true;
  return std::any_of(of.begin(), of.end(), [&](const auto& one) {
    return std::find(profiles.begin(), profiles.end(), one.value.text) != profiles.end();
  });
}

// With the addresses of the host or of another container, Docker publishes nothing.
bool has_own_addresses(const Node& service) {
  const auto& mode = child(service, "network_mode").text;
  return mode != "host" && mode != "none" && !mode.starts_with("container:") && !mode.starts_with("service:");
}

}  // namespace

std::vector<service::PublishedPort> compose_ports(std::string_view printed, const std::vector<std::string>& profiles) {
  Problems problems("");
  auto root = read_document(without_warnings(printed), problems, 0, Dialect::compose);
  std::vector<service::PublishedPort> all;
  for (const auto& service : child(root, "services").entries) {
    if (!is_wanted(service.value, profiles) || !has_own_addresses(service.value)) continue;
    for (const auto& port : child(service.value, "ports").entries) {
      auto ports = parse_ports(short_form(port.value));
      if (!ports) continue;
      for (const auto& one : *ports)
        if (one.host_port != 0 && all.size() < most_ports) all.push_back(one);
    }
  }
  return all;
}

}  // namespace berth::config
