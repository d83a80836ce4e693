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

// What the ports are for, and what to change so that others are.
struct Purpose {
  std::string service, container;  // of a container
  std::string project;             // of a Compose project
  std::string change() const { return project.empty() ? "change PublishPort" : "change its ports in the compose file"; }
};

// What is the service's own makes room by itself.
bool is_own(const docker::ContainerState& other, const Purpose& purpose) {
  if (!purpose.project.empty()) return label_of(other, compose_project_label) == purpose.project;
  // One of that name is taken over, or in the way for another reason.
  return label_of(other, service_label) == purpose.service || other.name == purpose.container;
}

Error taken(const PublishedPort& port, const std::string& by, const std::string& advice) {
  auto address = port.host_ip.empty() ? std::string() : fmt::format(" of {}", port.host_ip);
  return {ErrorKind::conflict,
          fmt::format("port {}/{}{} is taken by {}: {}", port.host_port, port.protocol, address, by, advice)};
}

// Empty if no service of ours has it.
std::string owner_of(const docker::ContainerState& container, const Catalogue& catalogue) {
  auto service = label_of(container, service_label);
  auto project = label_of(container, compose_project_label);
  if (!service.empty() || project.empty()) return service;
  for (const auto& [name, entry] : catalogue.entries())
    if (const auto& compose = entry.reading.spec.compose; compose && compose->project == project) return name;
  return "";
}

Error taken_by(const docker::ContainerState& other, const std::string& owner, const PublishedPort& port,
               const Purpose& purpose) {
  if (owner.empty()) return taken(port, "the container " + other.name, "stop it, or " + purpose.change());
  auto advice = purpose.project.empty() ? "change PublishPort of one of the two" : purpose.change();
  return taken(port, "the service " + owner, "stop that one first, or " + advice);
}

// What no container of the engine has may be somebody else's.
Result<void> try_host(const PublishedPort& port, const Purpose& purpose) {
  if (port.protocol == "sctp") return {};
  auto why = try_ipv4(port);
  if (why == 0) why = try_ipv6(port);
  if (why == EADDRINUSE)
    return taken(port, "a program of the host",
                 fmt::format("ss -Hlnp 'sport = :{}' shows it; stop it, or {}", port.host_port, purpose.change()));
  if (why == EADDRNOTAVAIL && !is_wildcard(port.host_ip))
    return Error{ErrorKind::invalid, fmt::format("port {} can't be published at {}: the host has no such address",
                                                 port.host_port, port.host_ip)};
  return {};
}

Task<Result<void>> check(Shared& shared, Purpose purpose, std::vector<PublishedPort> ports) {
  std::erase_if(ports, [](const auto& port) { return port.host_port == 0; });
  if (ports.empty()) co_return Result<void>();
  auto listed = co_await docker::list_published(shared.engine, ports);
  if (!listed) co_return Result<void>();
  for (const auto& port : ports) {
    bool is_ours = false;
    for (const auto& other : *listed) {
      if (!has(other, port)) continue;
      const auto& container = other.container;
      if (!is_own(container, purpose))
        co_return taken_by(container, owner_of(container, shared.catalogue), port, purpose);
      is_ours = true;
    }
    if (is_ours) continue;
    auto free = try_host(port, purpose);
    if (!free) co_return free.error();
  }
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> check_ports(Shared& shared, std::string service, service::Container spec) {
  if (!service::has_own_addresses(spec.networks)) co_return Result<void>();
  Purpose purpose{service, spec.name, ""};
  auto checked = co_await check(shared, purpose, spec.ports);
  co_return checked;
}

Task<Result<void>> check_project_ports(Shared& shared, std::string project, std::vector<PublishedPort> ports) {
  Purpose purpose{"", "", project};
  auto checked = co_await check(shared, purpose, ports);
  co_return checked;
}

}  // namespace berth::supervise
