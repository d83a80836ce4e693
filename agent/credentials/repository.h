// The place of an image, and which entry of a credentials file is meant for it. Pure.
#pragma once

#include <string>
#include <string_view>

namespace berth::credentials {

class Repository {
 public:
  // ("docker.io", "nginx"), ("registry:5000", "registry:5000/team/web"): a registry, and a repository as written.
  Repository(std::string_view registry, std::string_view repository);

  const std::string& host() const { return host_; }  // "docker.io", "registry:5000"
  const std::string& path() const { return path_; }  // "library/nginx", "team/web"

  // What Docker calls the registry in its files, before its credential programs and towards the engine.
  std::string server_address() const;

  // How closely a key of a file means this place: 0 is not at all. Keys are what `docker login` writes (a host, or a
  // URL of which only the host counts) and what `podman login` does ("registry:5000/team": a part of a registry).
  std::size_t closeness(std::string_view key) const;

 private:
  std::string host_, path_;
};

}  // namespace berth::credentials
