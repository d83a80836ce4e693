#include "docker/create_body.h"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "docker/limits_body.h"
#include "docker/mounts_body.h"
#include "docker/network_body.h"
#include "docker/put.h"

namespace berth::docker {

namespace {

namespace json = boost::json;
using Texts = std::vector<std::string>;

std::int64_t stop_seconds(Duration limit) {
  if (limit == Duration::max()) return -1;  // the engine's word for "for ever"
  return std::chrono::ceil<std::chrono::seconds>(limit).count();
}

std::int64_t nanoseconds(Duration duration) {
  constexpr Duration longest = std::chrono::hours(24 * 365 * 100);
  return std::chrono::nanoseconds(std::min(duration, longest)).count();
}

json::object health_check(const service::HealthCheck& health) {
  json::object check;
  put(check, "Test", health.test);
  if (health.interval) check["Interval"] = nanoseconds(*health.interval);
  if (health.timeout) check["Timeout"] = nanoseconds(*health.timeout);
  if (health.start_period) check["StartPeriod"] = nanoseconds(*health.start_period);
  if (health.start_interval) check["StartInterval"] = nanoseconds(*health.start_interval);
  put(check, "Retries", health.retries);
  return check;
}

// The engine's own words for a size; "m" is 10^6 to it, which matters to nobody.
std::string size_word(std::uint64_t bytes) {
  constexpr std::uint64_t kilo = 1024, mega = kilo * kilo;
  if (bytes % mega == 0) return fmt::format("{}m", bytes / mega);
  return bytes % kilo == 0 ? fmt::format("{}k", bytes / kilo) : std::to_string(bytes);
}

json::object log_config(const service::Container& spec, const service::EngineLog& log) {
  using Kind = service::EngineLog::Kind;
  if (!spec.log_options.empty() || !spec.log_driver.empty())
    return {{"Type", spec.log_driver}, {"Config", texts_by_key(spec.log_options)}};
  if (log.kind == Kind::engines_own) return {};
  if (log.kind == Kind::none) return {{"Type", "none"}};
  json::object options{{"max-size", size_word(log.max_size)}, {"max-file", "2"}, {"compress", "false"}};
  return {{"Type", "local"}, {"Config", std::move(options)}};
}

json::object host_config(const service::Container& spec, const service::EngineLog& log) {
  json::object host{{"RestartPolicy", {{"Name", "no"}}}, {"AutoRemove", false}};  // starting again is our business
  put_network(host, spec);
  put_mounts(host, spec);
  put_limits(host, spec);
  put_namespaces(host, spec.namespaces);
  put(host, "GroupAdd", spec.groups);
  put_flag(host, "Init", spec.init);
  put(host, "LogConfig", log_config(spec, log));
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
  json::object body{{"Image", order.image.empty() ? spec.image : order.image},
                    {"AttachStdin", false},
                    {"AttachStdout", true},
                    {"AttachStderr", true},
                    {"Tty", false},
                    {"OpenStdin", false}};
  put(body, "Hostname", spec.host_name);
  put(body, "Domainname", spec.domain_name);
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
  put(body, "NetworkingConfig", networking_config(spec));
  body["HostConfig"] = host_config(spec, order.engine_log);
  return json::serialize(body);
}

}  // namespace berth::docker
