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

constexpr std::array lists = {Pair("CapAdd", "cap-add"),
                              Pair("CapDrop", "cap-drop"),
                              Pair("Dns", "dns"),
                              Pair("DnsOptions", "dns-option"),
                              Pair("DnsSearch", "dns-search"),
                              Pair("ExtraHosts", "add-host"),
                              Pair("GroupAdd", "group-add"),
                              Pair("Links", "link"),
                              Pair("VolumesFrom", "volumes-from"),
                              Pair("DeviceCgroupRules", "device-cgroup-rule")};
constexpr std::array sizes = {Pair("Memory", "memory"),
                              Pair("MemoryReservation", "memory-reservation"),
                              Pair("CpuShares", "cpu-shares"),
                              Pair("CpuPeriod", "cpu-period"),
                              Pair("CpuQuota", "cpu-quota"),
                              Pair("CpuRealtimePeriod", "cpu-rt-period"),
                              Pair("CpuRealtimeRuntime", "cpu-rt-runtime"),
                              Pair("KernelMemory", "kernel-memory"),
                              Pair("BlkioWeight", "blkio-weight"),
                              Pair("OomScoreAdj", "oom-score-adj"),
                              Pair("PidsLimit", "pids-limit")};
constexpr std::array words = {Pair("ContainerIDFile", "cidfile"),
                              Pair("PidMode", "pid"),
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

// A profile of the command's own comes as what is in its file.
void ask_for_security(const json::value& host, DockerRun& run, Draft& draft) {
  for (const auto& option : texts(at(host, "SecurityOpt"))) {
    if (option.starts_with("seccomp={"))
      draft.leave_out("Container", "--security-opt " + option,
                      "put it into a file in the service's folder, and use SecurityOpt: seccomp=FILE");
    else
      ask(run, "security-opt", escaped_percent(option));
  }
  auto is_empty = [&](std::string_view key) { return at(host, key).is_array() && at(host, key).as_array().empty(); };
  bool has_masks = !is_empty("MaskedPaths"), has_readonly = !is_empty("ReadonlyPaths");
  if (!has_masks && !has_readonly) return ask(run, "security-opt", "systempaths=unconfined");
  for (auto [key, is_usual] : {std::pair("MaskedPaths", has_masks), std::pair("ReadonlyPaths", has_readonly)})
    if (!is_usual)
      draft.leave_out("Container", fmt::format("{}: []", key), "use SecurityOpt: systempaths=unconfined for both");
}

void ask_for_logging(const json::value& config, DockerRun& run, Draft& draft) {
  auto driver = text_of(at(config, "Type"));
  bool is_default = driver.empty() || driver == "json-file" || driver == "local";
  if (!is_default) ask(run, "log-driver", driver);
  for (const auto& [name, value] : text_pairs(at(config, "Config"))) {
    auto option = fmt::format("{}={}", name, value);
    if (is_default)
      ask(run, "log-opt", escaped_percent(option));
    else
      draft.leave_out("Container", "--log-opt " + option, "it is of another driver");
  }
}

// "host" is what an engine does on its own where there are only cgroups of version 1, and docker inspect does not say
// why.
void ask_for_cgroups(const json::value& host, DockerRun& run, Draft& draft) {
  auto cgroup = text_of(at(host, "CgroupnsMode"));
  if (cgroup == "host")
    draft.remark(
        "Container",
        "--cgroupns host: with cgroups of version 1 that is the engine's default: else add CgroupnsMode: host");
  else if (!cgroup.empty() && cgroup != "private")
    ask(run, "cgroupns", cgroup);
}

void ask_for_policies(const json::value& host, DockerRun& run) {
  const auto& restart = at(host, "RestartPolicy");
  auto policy = text_of(at(restart, "Name"));
  auto count = number_of(at(restart, "MaximumRetryCount"));
  bool has_policy = !policy.empty() && policy != "no";
  if (has_policy) ask(run, "restart", count == 0 ? policy : fmt::format("{}:{}", policy, count));
  auto ipc = text_of(at(host, "IpcMode"));
  bool is_private = ipc.empty() || ipc == "private" || ipc == "shareable";
  if (!is_private) ask(run, "ipc", ipc);
  if (auto isolation = text_of(at(host, "Isolation")); !isolation.empty() && isolation != "default")
    ask(run, "isolation", isolation);
  auto runtime = text_of(at(host, "Runtime"));
  bool is_runc = runtime.empty() || runtime == "runc" || runtime == "io.containerd.runc.v2";
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
  if (const auto& swappiness = at(host, "MemorySwappiness"); swappiness.is_number() && number_of(swappiness) != -1)
    ask(run, "memory-swappiness", std::to_string(number_of(swappiness)));
  if (auto cpus = number_of(at(host, "NanoCpus")); cpus != 0) {
    auto text = fmt::format("{}.{:09}", cpus / 1'000'000'000, cpus % 1'000'000'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    ask(run, "cpus", text);
  }
}

}  // namespace

void ask_for_host(const json::value& host, DockerRun& run, Draft& draft) {
  for (auto [key, option] : lists)
    for (const auto& one : texts(at(host, key))) ask(run, option, escaped_percent(one));
  for (auto [key, option] : words)
    if (auto text = text_of(at(host, key)); !text.empty()) ask(run, option, escaped_percent(text));
  for (auto [key, option] : flags)
    if (at(host, key) == true) ask(run, option, "true");
  for (auto [key, option] : maps)
    for (const auto& [name, value] : text_pairs(at(host, key)))
      ask(run, option, escaped_percent(fmt::format("{}={}", name, value)));
  if (const auto* limits = at(host, "Ulimits").if_array(); limits != nullptr)
    for (const auto& one : *limits)
      ask(run, "ulimit",
          fmt::format("{}={}:{}", text_of(at(one, "Name")), number_of(at(one, "Soft")), number_of(at(one, "Hard"))));
  ask_for_security(host, run, draft);
  ask_for_logging(at(host, "LogConfig"), run, draft);
  ask_for_cgroups(host, run, draft);
  ask_for_policies(host, run);
  ask_for_numbers(host, run);
}

}  // namespace berth::importing
