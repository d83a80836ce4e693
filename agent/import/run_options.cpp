#include "import/run_options.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "base/closest.h"

namespace berth::importing {

namespace {

constexpr std::string_view no_key = "Berth has no key for it";
constexpr std::string_view no_terminal = "a service has no terminal";
constexpr std::string_view windows = "it is for Windows";

using enum Fate;

constexpr std::array rules = std::to_array<RunOptionRule>({
    {"add-host", 0, true, special, ""},
    {"annotation", 0, true, pairs, "Annotation"},
    {"attach", 'a', true, ours, ""},
    {"blkio-weight", 0, true, none, no_key},
    {"blkio-weight-device", 0, true, none, no_key},
    {"cap-add", 0, true, list, "AddCapability"},
    {"cap-drop", 0, true, list, "DropCapability"},
    {"cgroup-parent", 0, true, one, "CgroupParent"},
    {"cgroupns", 0, true, one, "CgroupnsMode"},
    {"cidfile", 0, true, none, "berthctl status knows the container"},
    {"cpu-count", 0, true, none, windows},
    {"cpu-percent", 0, true, none, windows},
    {"cpu-period", 0, true, none, "use CPUs"},
    {"cpu-quota", 0, true, none, "use CPUs"},
    {"cpu-rt-period", 0, true, none, no_key},
    {"cpu-rt-runtime", 0, true, none, no_key},
    {"cpu-shares", 'c', true, special, "CpuShares"},
    {"cpus", 0, true, one, "CPUs"},
    {"cpuset-cpus", 0, true, one, "CpusetCpus"},
    {"cpuset-mems", 0, true, one, "CpusetMems"},
    {"detach", 'd', false, ours, ""},
    {"detach-keys", 0, true, ours, ""},
    {"device", 0, true, list, "AddDevice"},
    {"device-cgroup-rule", 0, true, list, "DeviceCgroupRule"},
    {"device-read-bps", 0, true, none, no_key},
    {"device-read-iops", 0, true, none, no_key},
    {"device-write-bps", 0, true, none, no_key},
    {"device-write-iops", 0, true, none, no_key},
    {"disable-content-trust", 0, false, ours, ""},
    {"dns", 0, true, list, "DNS"},
    {"dns-opt", 0, true, list, "DNSOption"},
    {"dns-option", 0, true, list, "DNSOption"},
    {"dns-search", 0, true, list, "DNSSearch"},
    {"domainname", 0, true, one, "DomainName"},
    {"entrypoint", 0, true, special, ""},
    {"env", 'e', true, special, ""},
    {"env-file", 0, true, special, ""},
    {"expose", 0, true, list, "ExposeHostPort"},
    {"gpus", 0, true, list, "GPUs"},
    {"group-add", 0, true, list, "GroupAdd"},
    {"health-cmd", 0, true, one, "HealthCmd"},
    {"health-interval", 0, true, special, "HealthInterval"},
    {"health-retries", 0, true, special, "HealthRetries"},
    {"health-start-interval", 0, true, special, "HealthStartInterval"},
    {"health-start-period", 0, true, special, "HealthStartPeriod"},
    {"health-timeout", 0, true, special, "HealthTimeout"},
    {"help", 0, false, ours, ""},
    {"hostname", 'h', true, one, "HostName"},
    {"init", 0, false, flag, "Init"},
    {"interactive", 'i', false, none, "a service has no standard input"},
    {"io-maxbandwidth", 0, true, none, windows},
    {"io-maxiops", 0, true, none, windows},
    {"ip", 0, true, one, "IP"},
    {"ip6", 0, true, one, "IP6"},
    {"ipc", 0, true, one, "IpcMode"},
    {"isolation", 0, true, none, windows},
    {"kernel-memory", 0, true, none, no_key},
    {"label", 'l', true, special, ""},
    {"label-file", 0, true, none, "write the labels into Label"},
    {"link", 0, true, none, "use Network, on which containers know each other by name"},
    {"link-local-ip", 0, true, none, no_key},
    {"log-driver", 0, true, special, ""},
    {"log-opt", 0, true, pairs, "LogOpt"},
    {"mac-address", 0, true, none, no_key},
    {"memory", 'm', true, one, "Memory"},
    {"memory-reservation", 0, true, one, "MemoryReservation"},
    {"memory-swap", 0, true, one, "MemorySwap"},
    {"memory-swappiness", 0, true, none, no_key},
    {"mount", 0, true, list, "Mount"},
    {"name", 0, true, special, ""},
    {"net", 0, true, special, ""},
    {"net-alias", 0, true, list, "NetworkAlias"},
    {"network", 0, true, special, ""},
    {"network-alias", 0, true, list, "NetworkAlias"},
    {"no-healthcheck", 0, false, special, ""},
    {"oom-kill-disable", 0, false, none, no_key},
    {"oom-score-adj", 0, true, special, "OomScoreAdj"},
    {"pid", 0, true, one, "PidMode"},
    {"pids-limit", 0, true, special, ""},
    {"platform", 0, true, one, "Platform"},
    {"privileged", 0, false, flag, "Privileged"},
    {"publish", 'p', true, list, "PublishPort"},
    {"publish-all", 'P', false, none, "name the ports with PublishPort"},
    {"pull", 0, true, special, ""},
    {"quiet", 'q', false, ours, ""},
    {"read-only", 0, false, flag, "ReadOnly"},
    {"restart", 0, true, special, ""},
    {"rm", 0, false, ours, ""},
    {"runtime", 0, true, one, "Runtime"},
    {"security-opt", 0, true, special, ""},
    {"shm-size", 0, true, one, "ShmSize"},
    {"sig-proxy", 0, false, ours, ""},
    {"stop-signal", 0, true, one, "StopSignal"},
    {"stop-timeout", 0, true, special, ""},
    {"storage-opt", 0, true, none, no_key},
    {"sysctl", 0, true, pairs, "Sysctl"},
    {"tmpfs", 0, true, list, "Tmpfs"},
    {"tty", 't', false, none, no_terminal},
    {"ulimit", 0, true, list, "Ulimit"},
    {"use-api-socket", 0, false, none, no_key},
    {"user", 'u', true, one, "User"},
    {"userns", 0, true, one, "UserNS"},
    {"uts", 0, true, one, "UTSMode"},
    {"volume", 'v', true, list, "Volume"},
    {"volume-driver", 0, true, none, no_key},
    {"volumes-from", 0, true, list, "VolumesFrom"},
    {"workdir", 'w', true, one, "WorkingDir"},
});

}  // namespace

const RunOptionRule* find_run_option(std::string_view name) {
  auto found = std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.name == name; });
  return found == rules.end() ? nullptr : &*found;
}

const RunOptionRule* find_run_option(char letter) {
  auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return letter != 0 && rule.letter == letter; });
  return found == rules.end() ? nullptr : &*found;
}

std::string_view closest_run_option(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& rule : rules) names.emplace_back(rule.name);
  auto meant = closest(name, names);
  return meant ? find_run_option(*meant)->name : std::string_view{};
}

}  // namespace berth::importing
