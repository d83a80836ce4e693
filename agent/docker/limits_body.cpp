#include "docker/limits_body.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "docker/put.h"

namespace berth::docker {

namespace {

namespace json = boost::json;

json::array devices(const service::Container& spec) {
  json::array devices;
  for (const auto& device : spec.devices)
    devices.push_back(json::object{
        {"PathOnHost", device.host}, {"PathInContainer", device.container}, {"CgroupPermissions", device.permissions}});
  return devices;
}

json::array device_requests(const service::Container& spec) {
  json::array requests;
  for (const auto& gpus : spec.gpus) {
    json::object request;
    put(request, "Driver", gpus.driver);
    put(request, "Count", gpus.count);
    put(request, "DeviceIDs", gpus.device_ids);
    request["Capabilities"] = json::array{json::value(list_of(gpus.capabilities))};
    put(request, "Options", texts_by_key(gpus.options));
    requests.push_back(std::move(request));
  }
  return requests;
}

json::array ulimits(const service::Container& spec) {
  json::array ulimits;
  for (const auto& limit : spec.ulimits)
    ulimits.push_back(json::object{{"Name", limit.name}, {"Soft", limit.soft}, {"Hard", limit.hard}});
  return ulimits;
}

// As Docker's own client sends a profile. What is no JSON is for the engine to refuse.
std::string compact(const std::string& profile) {
  boost::system::error_code error;
  auto parsed = json::parse(profile, error);
  return error ? profile : json::serialize(parsed);
}

// What Docker's own client does about two of them: a profile is sent as its text, and the engine knows no systempaths.
void put_security(json::object& host, const service::Container& spec) {
  auto options = spec.security_options;
  auto end = std::remove(options.begin(), options.end(), "systempaths=unconfined");
  if (end != options.end()) {
    host["MaskedPaths"] = json::array();
    host["ReadonlyPaths"] = json::array();
  }
  options.erase(end, options.end());
  if (spec.seccomp) options.push_back("seccomp=" + compact(spec.seccomp->text));
  put(host, "SecurityOpt", options);
}

}  // namespace

void put_namespaces(json::object& host, const service::Namespaces& shared) {
  put(host, "PidMode", shared.pid);
  put(host, "IpcMode", shared.ipc);
  put(host, "UTSMode", shared.uts);
  put(host, "UsernsMode", shared.user);
  put(host, "CgroupnsMode", shared.cgroup);
}

void put_limits(json::object& host, const service::Container& spec) {
  put(host, "CapAdd", spec.add_capabilities);
  put(host, "CapDrop", spec.drop_capabilities);
  put_security(host, spec);
  put_flag(host, "ReadonlyRootfs", spec.read_only);
  put_flag(host, "Privileged", spec.privileged);
  put(host, "Runtime", spec.runtime);
  put(host, "Devices", devices(spec));
  put(host, "DeviceCgroupRules", spec.device_cgroup_rules);
  put(host, "DeviceRequests", device_requests(spec));
  put(host, "Memory", spec.memory);
  put(host, "MemoryReservation", spec.memory_reservation);
  put(host, "MemorySwap", spec.memory_swap);
  put(host, "ShmSize", spec.shm_size);
  if (spec.cpus) host["NanoCpus"] = static_cast<std::int64_t>(std::llround(*spec.cpus * 1e9));
  put(host, "CpuShares", spec.cpu_shares);
  put(host, "CpusetCpus", spec.cpuset_cpus);
  put(host, "CpusetMems", spec.cpuset_mems);
  put(host, "CgroupParent", spec.cgroup_parent);
  put(host, "OomScoreAdj", spec.oom_score_adj);
  put(host, "PidsLimit", spec.pids_limit);
  put(host, "Ulimits", ulimits(spec));
  put(host, "Sysctls", texts_by_key(spec.sysctls));
}

}  // namespace berth::docker
