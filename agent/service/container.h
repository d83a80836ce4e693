// What a descriptor says of its container: plain values, defaults filled in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"

namespace berth::service {

// Where in the descriptor something was said; 1-based, 0 when it was not said at all.
struct Place {
  int line = 0;
  int column = 0;
  bool operator==(const Place&) const = default;
};

enum class PullPolicy { newer, always, missing, never };
// healthy: its health check says so; container: it says READY=1 itself, over a socket that is mounted into it.
enum class ReadyWhen { started, healthy, container };
enum class OnUnhealthy { none, restart };

struct PublishedPort {
  std::string host_ip;          // empty: every address
  std::uint16_t host_port = 0;  // 0: one that the engine picks
  std::uint16_t container_port = 0;
  std::string protocol = "tcp";  // tcp, udp or sctp
  bool operator==(const PublishedPort&) const = default;
};

// A bind mount or a named volume.
struct Mount {
  std::string source;  // absolute path, or a volume's name
  std::string target;
  bool read_only = false;
  std::string options;      // Docker's further mode words, as in "z,rslave"
  bool must_exist = false;  // from Config: checked before anything is created
  Place place;
  bool operator==(const Mount&) const = default;
};

struct TmpfsMount {
  std::string target;
  std::string options;
  bool operator==(const TmpfsMount&) const = default;
};

struct EnvironmentFile {
  // The first that exists is read (a relative path is looked for in two folders).
  std::vector<std::string> candidates;
  bool optional = false;
  Place place;
  bool operator==(const EnvironmentFile&) const = default;
};

struct HealthCheck {
  std::vector<std::string> test;  // as the Engine API has it: {"CMD-SHELL", "…"}, {"CMD", …} or {"NONE"}
  std::optional<Duration> interval, timeout, start_period;
  std::optional<int> retries;
  bool operator==(const HealthCheck&) const = default;
};

struct Container {
  std::string name;
  std::string image;  // with its tag or digest: "nginx:latest"
  PullPolicy pull = PullPolicy::newer;
  std::vector<std::string> exec;
  std::optional<std::vector<std::string>> entrypoint;
  std::string working_dir, user, host_name;
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<EnvironmentFile> environment_files;
  std::vector<Mount> mounts;
  std::vector<TmpfsMount> tmpfs;
  std::vector<PublishedPort> ports;
  std::string network;                 // empty: the engine's default
  std::vector<std::string> add_hosts;  // "name:address"
  std::vector<std::string> add_capabilities, drop_capabilities;
  bool read_only = false;
  std::optional<std::uint64_t> memory, memory_reservation;  // bytes
  std::optional<double> cpus;
  std::optional<std::int64_t> pids_limit;
  std::string stop_signal;  // empty: the image's, else SIGTERM
  Duration stop_timeout = std::chrono::seconds(10);
  std::vector<std::pair<std::string, std::string>> labels, log_options;
  std::optional<HealthCheck> health;
  OnUnhealthy on_unhealthy = OnUnhealthy::none;
  ReadyWhen ready_when = ReadyWhen::started;
  bool init = false;
  std::string auth_file;            // absolute; empty: the host's own credentials
  std::optional<int> pull_retries;  // after the first try; not said: 3, or 1 if a cached image could start
  Duration pull_retry_delay = std::chrono::seconds(1);  // before the first retry, doubling from there
  bool operator==(const Container&) const = default;
};

}  // namespace berth::service
