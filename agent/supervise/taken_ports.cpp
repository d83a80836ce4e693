#include "supervise/taken_ports.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

#include "base/unique_fd.h"
#include "config/ports.h"
#include "docker/published.h"
#include "supervise/labels.h"

namespace berth::supervise {

namespace {

using service::PublishedPort;

using config::is_wildcard;

bool has(const docker::Published& container, const PublishedPort& port) {
  return std::any_of(container.ports.begin(), container.ports.end(),
                     [&](const auto& other) { return config::collide(port, other); });
}

// 0, or why an address of the host can't be bound. Nothing listens there for it, not even for a moment.
int try_bind(int family, const void* address, socklen_t size, const std::string& protocol) {
  bool is_tcp = protocol == "tcp";
  UniqueFd socket(::socket(family, (is_tcp ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0));
  if (!socket) return 0;
  int yes = 1;
  // Connections of before that linger on are in nobody's way.
  if (is_tcp) ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (family == AF_INET6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &yes, sizeof yes);
  return ::bind(socket.get(), static_cast<const sockaddr*>(address), size) == 0 ? 0 : errno;
}

int try_ipv4(const PublishedPort& port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port.host_port);
  auto text = is_wildcard(port.host_ip) ? "0.0.0.0" : port.host_ip;
  if (::inet_pton(AF_INET, text.c_str(), &address.sin_addr) != 1) return 0;
  return try_bind(AF_INET, &address, sizeof address, port.protocol);
}

int try_ipv6(const PublishedPort& port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port.host_port);
  auto text = is_wildcard(port.host_ip) ? "::" : port.host_ip;
  if (::inet_pton(AF_INET6, text.c_str(), &address.sin6_addr) != 1) return 0;
  return try_bind(AF_INET6, &address, sizeof address, port.protocol);
}

Error taken(const PublishedPort& port, const std::string& by, const std::string& advice) {
  auto address = port.host_ip.empty() ? std::string() : fmt::format(" of {}", port.host_ip);
  return {ErrorKind::conflict,
          fmt::format("port {}/{}{} is taken by {}: {}", port.host_port, port.protocol, address, by, advice)};
}

Error taken_by(const docker::Published& other, const PublishedPort& port) {
  auto service = other.container.labels.find(service_label);
  if (service == other.container.labels.end())
    return taken(port, "the container " + other.container.name, "stop it, or change PublishPort");
  return taken(port, "the service " + service->second, "stop that one first, or change PublishPort of one of the two");
}

// What no container of the engine has may be somebody else's.
Result<void> try_host(const PublishedPort& port) {
  if (port.protocol == "sctp") return {};
  auto why = try_ipv4(port);
  if (why == 0) why = try_ipv6(port);
  if (why == EADDRINUSE)
    return taken(port, "a program of the host",
                 fmt::format("ss -Hlnp 'sport = :{}' shows it; stop it, or change PublishPort", port.host_port));
  if (why == EADDRNOTAVAIL && !is_wildcard(port.host_ip))
    return Error{ErrorKind::invalid, fmt::format("port {} can't be published at {}: the host has no such address",
                                                 port.host_port, port.host_ip)};
  return {};
}

}  // namespace

Task<Result<void>> check_ports(Shared& shared, std::string service, service::Container spec) {
  std::erase_if(spec.ports, [](const auto& port) { return port.host_port == 0; });
  bool has_own_addresses = spec.network != "host" && spec.network != "none" && !spec.network.starts_with("container:");
  if (spec.ports.empty() || !has_own_addresses) co_return Result<void>();
  auto listed = co_await docker::list_published(shared.engine, spec.ports);
  if (!listed) co_return Result<void>();
  for (const auto& port : spec.ports) {
    bool is_ours = false;
    for (const auto& other : *listed) {
      if (!has(other, port)) continue;
      auto owner = other.container.labels.find(service_label);
      bool is_own = owner != other.container.labels.end() && owner->second == service;
      // One of that name is taken over, or in the way for another reason.
      if (!is_own && other.container.name != spec.name) co_return taken_by(other, port);
      is_ours = true;
    }
    if (is_ours) continue;
    auto free = try_host(port);
    if (!free) co_return free.error();
  }
  co_return Result<void>();
}

}  // namespace berth::supervise
