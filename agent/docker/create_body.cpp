#include "docker/create_body.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>

#include "base/text.h"

namespace berth::docker {

namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;

json::array list_of(const Texts& texts) {
  return json::array(texts.begin(), texts.end());
}

// The engine's defaults stand where the descriptor says nothing.
void put(json::object& into, std::string_view key, const std::string& text) {
  if (!text.empty()) into[key] = text;
}

void put(json::object& into, std::string_view key, const Texts& texts) {
  if (!texts.empty()) into[key] = list_of(texts);
}

void put(json::object& into, std::string_view key, json::object object) {
  if (!object.empty()) into[key] = std::move(object);
}

template <class Number>
void put(json::object& into, std::string_view key, const std::optional<Number>& number) {
  if (number) into[key] = *number;
}

std::int64_t stop_seconds(Duration limit) {
  if (limit == Duration::max()) return -1;  // the engine's word for "for ever"
  return std::chrono::ceil<std::chrono::seconds>(limit).count();
}

std::int64_t nanoseconds(Duration duration) {
  constexpr Duration longest = std::chrono::hours(24 * 365 * 100);
  return std::chrono::nanoseconds(std::min(duration, longest)).count();
}

std::string port_key(const service::PublishedPort& port) {
  return fmt::format("{}/{}", port.container_port, port.protocol);
}

json::object exposed_ports(const service::Container& spec) {
  json::object exposed;
  for (const auto& port : spec.ports) exposed[port_key(port)] = json::object();
  return exposed;
}

json::object port_bindings(const service::Container& spec) {
  json::object bindings;
  for (const auto& port : spec.ports) {
    auto& bound = bindings[port_key(port)];
    if (!bound.is_array()) bound = json::array();
    auto host_port = port.host_port == 0 ? std::string() : std::to_string(port.host_port);
    bound.as_array().push_back(json::object{{"HostIp", port.host_ip}, {"HostPort", host_port}});
  }
  return bindings;
}

bool is_propagation(std::string_view option) {
  constexpr std::string_view words[] = {"private", "rprivate", "shared", "rshared", "slave", "rslave"};
  return std::find(std::begin(words), std::end(words), option) != std::end(words);
}

// As Mounts the engine refuses a source that is missing, as Binds it makes a folder there. But Mounts cannot say
// SELinux labels and the like; then the check before the creation must do.
bool goes_to_mounts(const service::Mount& mount) {
  return mount.must_exist && (mount.options.empty() || is_propagation(mount.options));
}

json::object as_mount(const service::Mount& mount) {
  json::object entry{{"Type", "bind"}, {"Source", mount.source}, {"Target", mount.target}};
  if (mount.read_only) entry["ReadOnly"] = true;
  if (!mount.options.empty()) entry["BindOptions"] = json::object{{"Propagation", mount.options}};
  return entry;
}

std::string as_bind(const service::Mount& mount) {
  Texts words;
  if (mount.read_only) words.emplace_back("ro");
  if (!mount.options.empty()) words.push_back(mount.options);
  auto bind = fmt::format("{}:{}", mount.source, mount.target);
  return words.empty() ? bind : fmt::format("{}:{}", bind, text::join(words, ","));
}

void put_mounts(json::object& host, const service::Container& spec) {
  json::array mounts;
  Texts binds;
  for (const auto& mount : spec.mounts) {
    if (goes_to_mounts(mount))
      mounts.push_back(as_mount(mount));
    else
      binds.push_back(as_bind(mount));
  }
  put(host, "Binds", binds);
  if (!mounts.empty()) host["Mounts"] = std::move(mounts);
  json::object tmpfs;
  for (const auto& mount : spec.tmpfs) tmpfs[mount.target] = mount.options;
  put(host, "Tmpfs", std::move(tmpfs));
}

json::object texts_by_key(const std::vector<std::pair<std::string, std::string>>& pairs) {
  json::object object;
  for (const auto& [key, value] : pairs) object[key] = value;
  return object;
}

json::object health_check(const service::HealthCheck& health) {
  json::object check;
  put(check, "Test", health.test);
  if (health.interval) check["Interval"] = nanoseconds(*health.interval);
  if (health.timeout) check["Timeout"] = nanoseconds(*health.timeout);
  if (health.start_period) check["StartPeriod"] = nanoseconds(*health.start_period);
  put(check, "Retries", health.retries);
  return check;
}

json::object host_config(const service::Container& spec) {
  json::object host{{"RestartPolicy", {{"Name", "no"}}}, {"AutoRemove", false}};  // starting again is our business
  put(host, "PortBindings", port_bindings(spec));
  put_mounts(host, spec);
  put(host, "NetworkMode", spec.network);
  put(host, "ExtraHosts", spec.add_hosts);
  put(host, "CapAdd", spec.add_capabilities);
  put(host, "CapDrop", spec.drop_capabilities);
  if (spec.read_only) host["ReadonlyRootfs"] = true;
  if (spec.init) host["Init"] = true;
  put(host, "Memory", spec.memory);
  put(host, "MemoryReservation", spec.memory_reservation);
  if (spec.cpus) host["NanoCpus"] = static_cast<std::int64_t>(std::llround(*spec.cpus * 1e9));
  put(host, "PidsLimit", spec.pids_limit);
  if (!spec.log_options.empty())
    host["LogConfig"] = json::object{{"Type", ""}, {"Config", texts_by_key(spec.log_options)}};
  return host;
}

// An entry point that is written but empty means "none": `docker run --entrypoint ""` says it as one empty word.
json::array entry_point(const Texts& words) {
  return words.empty() ? json::array{""} : list_of(words);
}

json::object all_labels(const ContainerOrder& order) {
  auto labels = texts_by_key(order.spec.labels);
  for (const auto& [key, value] : order.labels) labels[key] = value;
  return labels;
}

}  // namespace

std::string create_body(const ContainerOrder& order) {
  const auto& spec = order.spec;
  json::object body{{"Image", order.image_id.empty() ? spec.image : order.image_id},
                    {"AttachStdin", false},
                    {"AttachStdout", true},
                    {"AttachStderr", true},
                    {"Tty", false},
                    {"OpenStdin", false}};
  put(body, "Hostname", spec.host_name);
  put(body, "Env", order.environment);
  put(body, "Cmd", spec.exec);
  if (spec.entrypoint) body["Entrypoint"] = entry_point(*spec.entrypoint);
  put(body, "WorkingDir", spec.working_dir);
  put(body, "User", spec.user);
  put(body, "ExposedPorts", exposed_ports(spec));
  put(body, "StopSignal", spec.stop_signal);
  body["StopTimeout"] = stop_seconds(spec.stop_timeout);
  put(body, "Labels", all_labels(order));
  if (spec.health) body["Healthcheck"] = health_check(*spec.health);
  body["HostConfig"] = host_config(spec);
  return json::serialize(body);
}

}  // namespace berth::docker
