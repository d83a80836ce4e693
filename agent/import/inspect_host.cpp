#include "import/inspect_host.h"

#include <fmt/format.h>

#include <array>

#include "import/asked.h"
#include "import/command_line.h"
#include "import/json_value.h"

namespace berth::importing {

namespace {

namespace json = boost::json;
using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array lists = {Pair("Binds", "volume"),
                              Pair("CapAdd", "cap-add"),
                              Pair("CapDrop", "cap-drop"),
                              Pair("Dns", "dns"),
                              Pair("DnsOptions", "dns-option"),
                              Pair("DnsSearch", "dns-search"),
                              Pair("ExtraHosts", "add-host"),
                              Pair("GroupAdd", "group-add"),
                              Pair("SecurityOpt", "security-opt"),
                              Pair("Links", "link"),
                              Pair("VolumesFrom", "volumes-from"),
                              Pair("DeviceCgroupRules", "device-cgroup-rule")};
constexpr std::array sizes = {Pair("Memory", "memory"),
                              Pair("MemoryReservation", "memory-reservation"),
                              Pair("CpuShares", "cpu-shares"),
                              Pair("CpuPeriod", "cpu-period"),
                              Pair("CpuQuota", "cpu-quota"),
                              Pair("BlkioWeight", "blkio-weight"),
                              Pair("OomScoreAdj", "oom-score-adj"),
                              Pair("PidsLimit", "pids-limit")};
constexpr std::array words = {Pair("PidMode", "pid"),
                              Pair("UTSMode", "uts"),
                              Pair("UsernsMode", "userns"),
                              Pair("CgroupParent", "cgroup-parent"),
                              Pair("CpusetCpus", "cpuset-cpus"),
                              Pair("CpusetMems", "cpuset-mems"),
                              Pair("VolumeDriver", "volume-driver")};
constexpr std::array flags = {Pair("Privileged", "privileged"), Pair("ReadonlyRootfs", "read-only"),
                              Pair("Init", "init"), Pair("PublishAllPorts", "publish-all"),
                              Pair("OomKillDisable", "oom-kill-disable")};
constexpr std::array maps = {Pair("Sysctls", "sysctl"), Pair("StorageOpt", "storage-opt"),
                             Pair("Annotations", "annotation")};

void ask_for_ports(const json::value& ports, DockerRun& run) {
  const auto* all = ports.if_object();
  if (all == nullptr) return;
  for (const auto& [port, bindings] : *all) {
    std::string name(port);
    if (name.ends_with("/tcp")) name.erase(name.size() - 4);
    if (!bindings.is_array()) continue;
    for (const auto& one : bindings.as_array()) {
      auto address = text_of(at(one, "HostIp"));
      if (address.find(':') != std::string::npos) address = fmt::format("[{}]", address);
      if (!address.empty()) address += ':';
      auto host_port = text_of(at(one, "HostPort"));
      bool is_any = host_port.empty() || host_port == "0";
      ask(run, "publish", is_any ? name : fmt::format("{}{}:{}", address, host_port, name));
    }
  }
}

void ask_for_devices(const json::value& host, DockerRun& run) {
  if (const auto* devices = at(host, "Devices").if_array(); devices != nullptr)
    for (const auto& one : *devices)
      ask(run, "device",
          fmt::format("{}:{}:{}", text_of(at(one, "PathOnHost")), text_of(at(one, "PathInContainer")),
                      text_of(at(one, "CgroupPermissions"))));
  if (const auto* limits = at(host, "Ulimits").if_array(); limits != nullptr)
    for (const auto& one : *limits)
      ask(run, "ulimit",
          fmt::format("{}={}:{}", text_of(at(one, "Name")), number_of(at(one, "Soft")), number_of(at(one, "Hard"))));
  if (const auto* requests = at(host, "DeviceRequests").if_array(); requests != nullptr && !requests->empty())
    ask(run, "gpus",
        number_of(at(requests->front(), "Count")) == -1 ? "all"
                                                        : std::to_string(number_of(at(requests->front(), "Count"))));
}

void ask_for_mounts(const json::value& host, DockerRun& run) {
  if (const auto* mounts = at(host, "Mounts").if_array(); mounts != nullptr)
    for (const auto& one : *mounts) {
      auto value = fmt::format("type={},source={},target={}{}", text_of(at(one, "Type")), text_of(at(one, "Source")),
                               text_of(at(one, "Target")), at(one, "ReadOnly") == true ? ",readonly" : "");
      ask(run, "mount", escaped_percent(value));
    }
  if (const auto* tmpfs = at(host, "Tmpfs").if_object(); tmpfs != nullptr)
    for (const auto& [target, options] : *tmpfs) {
      auto said = text_of(options);
      ask(run, "tmpfs", escaped_percent(std::string(target) + (said.empty() ? "" : ":" + said)));
    }
}

void ask_for_policies(const json::value& host, DockerRun& run) {
  auto network = text_of(at(host, "NetworkMode"));
  bool is_usual = network.empty() || network == "default" || network == "bridge";
  if (!is_usual) ask(run, "network", network);
  const auto& restart = at(host, "RestartPolicy");
  auto policy = text_of(at(restart, "Name"));
  auto count = number_of(at(restart, "MaximumRetryCount"));
  bool has_policy = !policy.empty() && policy != "no";
  if (has_policy) ask(run, "restart", count == 0 ? policy : fmt::format("{}:{}", policy, count));
  auto ipc = text_of(at(host, "IpcMode"));
  bool is_private = ipc.empty() || ipc == "private" || ipc == "shareable";
  if (!is_private) ask(run, "ipc", ipc);
  auto driver = text_of(at(at(host, "LogConfig"), "Type"));
  bool is_default = driver.empty() || driver == "json-file" || driver == "local";
  if (!is_default) ask(run, "log-driver", driver);
  if (const auto* options = at(at(host, "LogConfig"), "Config").if_object(); options != nullptr && is_default)
    for (const auto& [name, value] : *options)
      ask(run, "log-opt", escaped_percent(fmt::format("{}={}", std::string_view(name), text_of(value))));
  auto runtime = text_of(at(host, "Runtime"));
  bool is_runc = runtime.empty() || runtime == "runc";
  if (!is_runc) ask(run, "runtime", runtime);
}

void ask_for_numbers(const json::value& host, DockerRun& run) {
  for (auto [key, option] : sizes)
    if (auto number = number_of(at(host, key)); number != 0) ask(run, option, std::to_string(number));
  constexpr long long usual_shm = 64LL << 20;
  auto shm = number_of(at(host, "ShmSize"));
  if (shm != 0 && shm != usual_shm) ask(run, "shm-size", std::to_string(shm));
  // Twice the memory is what the engine makes of it by itself.
  auto swap = number_of(at(host, "MemorySwap")), memory = number_of(at(host, "Memory"));
  if (swap != 0 && swap != 2 * memory) ask(run, "memory-swap", std::to_string(swap));
  if (auto cpus = number_of(at(host, "NanoCpus")); cpus != 0) {
    auto text = fmt::format("{}.{:09}", cpus / 1'000'000'000, cpus % 1'000'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    ask(run, "cpus", text);
  }
}

}  // namespace

void ask_for_host(const json::value& host, DockerRun& run) {
  for (auto [key, option] : lists)
    for (const auto& one : texts(at(host, key))) ask(run, option, escaped_percent(one));
  for (auto [key, option] : words)
    if (auto text = text_of(at(host, key)); !text.empty()) ask(run, option, escaped_percent(text));
  for (auto [key, option] : flags)
    if (at(host, key) == true) ask(run, option, "true");
  for (auto [key, option] : maps)
    if (const auto* pairs = at(host, key).if_object(); pairs != nullptr)
      for (const auto& [name, value] : *pairs)
        ask(run, option, escaped_percent(fmt::format("{}={}", std::string_view(name), text_of(value))));
  ask_for_ports(at(host, "PortBindings"), run);
  ask_for_mounts(host, run);
  ask_for_devices(host, run);
  ask_for_policies(host, run);
  ask_for_numbers(host, run);
}

}  // namespace berth::importing
