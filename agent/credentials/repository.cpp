#include "credentials/repository.h"

namespace berth::credentials {

namespace {

constexpr std::string_view hub = "docker.io";
constexpr std::string_view hub_address = "https://index.docker.io/v1/";

// Docker Hub has three names.
std::string_view known_host(std::string_view host) {
  return host == "index.docker.io" || host == "registry-1.docker.io" ? hub : host;
}

struct Key {
  std::string_view host, path;
};

// "https://registry:5000/v2/" is all of a registry; "registry:5000/team" a part of it.
Key take_apart(std::string_view key) {
  bool is_url = false;
  for (std::string_view scheme : {"http://", "https://"}) {
    if (!key.starts_with(scheme)) continue;
    key.remove_prefix(scheme.size());
    is_url = true;
    break;
  }
  auto slash = key.find('/');
  if (slash == std::string_view::npos) return {key, {}};
  auto path = key.substr(slash + 1);
  while (path.ends_with('/')) path.remove_suffix(1);
  bool is_version = path == "v1" || path == "v2";
  return {key.substr(0, slash), is_url || is_version ? std::string_view() : path};
}

bool is_within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

}  // namespace

Repository::Repository(std::string_view registry, std::string_view repository) : host_(known_host(registry)) {
  if (repository.size() > registry.size() && is_within(repository, registry))
    repository.remove_prefix(registry.size() + 1);
  bool is_official = host_ == hub && repository.find('/') == std::string_view::npos;
  path_ = (is_official ? "library/" : "") + std::string(repository);
}

std::string Repository::server_address() const {
  return host_ == hub ? std::string(hub_address) : host_;
}

std::size_t Repository::closeness(std::string_view key) const {
  auto [host, path] = take_apart(key);
  if (known_host(host) != host_) return 0;
  if (!path.empty()) return is_within(path_, path) ? 3 + path.size() : 0;
  if (key == server_address()) return 3;
  return key == host_ ? 2 : 1;
}

}  // namespace berth::credentials
