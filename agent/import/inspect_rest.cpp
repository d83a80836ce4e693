#include "import/inspect_rest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

#include "import/json_value.h"

namespace berth::importing {

namespace {

// Those that are read, and those that tell nothing of the container: of the terminal that started it, of its image.
constexpr std::array<std::string_view, 65> host_keys = {"Annotations",
                                                        "AutoRemove",
                                                        "Binds",
                                                        "BlkioDeviceReadBps",
                                                        "BlkioDeviceReadIOps",
                                                        "BlkioDeviceWriteBps",
                                                        "BlkioDeviceWriteIOps",
                                                        "BlkioWeight",
                                                        "BlkioWeightDevice",
                                                        "CapAdd",
                                                        "CapDrop",
                                                        "CgroupParent",
                                                        "CgroupnsMode",
                                                        "ConsoleSize",
                                                        "ContainerIDFile",
                                                        "CpuPeriod",
                                                        "CpuQuota",
                                                        "CpuRealtimePeriod",
                                                        "CpuRealtimeRuntime",
                                                        "CpuShares",
                                                        "CpusetCpus",
                                                        "CpusetMems",
                                                        "DeviceCgroupRules",
                                                        "DeviceRequests",
                                                        "Devices",
                                                        "Dns",
                                                        "DnsOptions",
                                                        "DnsSearch",
                                                        "ExtraHosts",
                                                        "GroupAdd",
                                                        "Init",
                                                        "IpcMode",
                                                        "Isolation",
                                                        "KernelMemory",
                                                        "Links",
                                                        "LogConfig",
                                                        "MaskedPaths",
                                                        "Memory",
                                                        "MemoryReservation",
                                                        "MemorySwap",
                                                        "MemorySwappiness",
                                                        "Mounts",
                                                        "NanoCpus",
                                                        "NetworkMode",
                                                        "OomKillDisable",
                                                        "OomScoreAdj",
                                                        "PidMode",
                                                        "PidsLimit",
                                                        "PortBindings",
                                                        "Privileged",
                                                        "PublishAllPorts",
                                                        "ReadonlyPaths",
                                                        "ReadonlyRootfs",
                                                        "RestartPolicy",
                                                        "Runtime",
                                                        "SecurityOpt",
                                                        "ShmSize",
                                                        "StorageOpt",
                                                        "Sysctls",
                                                        "Tmpfs",
                                                        "UTSMode",
                                                        "Ulimits",
                                                        "UsernsMode",
                                                        "VolumeDriver",
                                                        "VolumesFrom"};
constexpr std::array<std::string_view, 24> config_keys = {
    "ArgsEscaped",  "AttachStderr", "AttachStdin", "AttachStdout", "Cmd",    "Domainname", "Entrypoint", "Env",
    "ExposedPorts", "Healthcheck",  "Hostname",    "Image",        "Labels", "MacAddress", "OnBuild",    "OpenStdin",
    "Shell",        "StdinOnce",    "StopSignal",  "StopTimeout",  "Tty",    "User",       "Volumes",    "WorkingDir"};

void leave_out(std::string_view part, const boost::json::value& fields, const auto& known, Draft& draft) {
  const auto* all = fields.if_object();
  if (all == nullptr) return;
  for (const auto& [key, value] : *all) {
    std::string_view name(key);
    bool is_read = std::find(known.begin(), known.end(), name) != known.end();
    if (!is_read && !is_nothing(value))
      draft.leave_out("Container", fmt::format("{}.{}: {}", part, name, boost::json::serialize(value)),
                      "Berth has no key for it");
  }
}

}  // namespace

void leave_out_unread(const boost::json::value& whole, Draft& draft) {
  leave_out("HostConfig", at(whole, "HostConfig"), host_keys, draft);
  leave_out("Config", at(whole, "Config"), config_keys, draft);
}

}  // namespace berth::importing
