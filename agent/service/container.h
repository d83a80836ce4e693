// What a descriptor says of its container: plain values, defaults filled in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/duration.h"
#include "service/commands.h"
#include "service/device.h"
#include "service/mount.h"
#include "service/network.h"

namespace berth::service {

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

struct EnvironmentFile {
  // The first that exists is read (a relative path is looked for in two folders).
  std::vector<std::string> candidates;
  bool optional = false;
  Place place;
  bool operator==(const EnvironmentFile&) const = default;
};

// Read when the service starts, into `text`.
struct SeccompProfile {
  std::vector<std::string> candidates;  // the first that exists
  std::string text;
  Place place;
  bool operator==(const SeccompProfile&) const = default;
};

struct Ulimit {
  std::string name;                 // "nofile"
  std::int64_t soft = 0, hard = 0;  // -1: none
  bool operator==(const Ulimit&) const = default;
};

struct HealthCheck {
  std::vector<std::string> test;  // as the Engine API has it: {"CMD-SHELL", "…"}, {"CMD", …} or {"NONE"}
  std::optional<Duration> interval, timeout, start_period, start_interval;
  std::optional<int> retries;
  bool operator==(const HealthCheck&) const = default;
};

// Which of these it shares: "host", "private", "container:NAME" and whatever else the engine has; empty: as it does.
struct Namespaces {
  std::string pid, ipc, uts, user, cgroup;
  bool operator==(const Namespaces&) const = default;
};

struct Container {
  std::string name;
  std::string image;  // with its tag or digest: "nginx:latest"
  PullPolicy pull = PullPolicy::newer;
  std::vector<std::string> exec;
  std::optional<std::vector<std::string>> entrypoint;
  std::string working_dir, user, host_name, domain_name;
  std::vector<std::string> groups;  // beside the user's own
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<EnvironmentFile> environment_files;
  std::vector<Mount> mounts;
  std::vector<SpelledMount> spelled_mounts;
  std::vector<TmpfsMount> tmpfs;
  std::vector<std::string> volumes_from;      // "NAME", "NAME:ro"
  std::vector<PublishedPort> ports, exposed;  // exposed: with nothing of the host
  std::vector<Network> networks;              // none: the engine's default
  std::vector<std::string> add_hosts;         // "name:address"
  std::vector<std::string> dns, dns_search, dns_options;
  std::vector<std::string> add_capabilities, drop_capabilities;
  std::vector<std::string> security_options;  // "apparmor=unconfined"
  std::optional<SeccompProfile> seccomp;
  bool read_only = false, privileged = false;
  Namespaces namespaces;
  std::vector<Device> devices;
  std::vector<std::string> device_cgroup_rules;  // "c 188:* rwm"
  std::vector<GpuRequest> gpus;
  std::vector<std::pair<std::string, std::string>> sysctls;
  std::vector<Ulimit> ulimits;
  std::optional<std::uint64_t> shm_size, memory, memory_reservation;  // bytes
  std::optional<std::int64_t> memory_swap;                            // bytes, with memory's; -1: no limit
  std::optional<double> cpus;
  std::optional<std::int64_t> pids_limit, cpu_shares, oom_score_adj;
  std::string cpuset_cpus, cpuset_mems;  // "0-3,5"
  std::string cgroup_parent, runtime;    // empty: the engine's
  std::string stop_signal;               // empty: the image's, else SIGTERM
  Duration stop_timeout = std::chrono::seconds(10);
  std::vector<std::pair<std::string, std::string>> labels, log_options;
  std::string log_driver;  // empty: the engine's own
  std::vector<PreRun> pre_runs;
  Reload reload;
  std::optional<HealthCheck> health;
  OnUnhealthy on_unhealthy = OnUnhealthy::none;
  ReadyWhen ready_when = ReadyWhen::started;
  bool init = false;
  std::string platform;             // "linux/arm64"; empty: the engine's
  std::string auth_file;            // absolute; empty: the host's own credentials
  std::optional<int> pull_retries;  // after the first try; not said: 3, or 1 if a cached image could start
  Duration pull_retry_delay = std::chrono::seconds(1);  // before the first retry, doubling from there
  bool operator==(const Container&) const = default;
};

}  // namespace berth::service
