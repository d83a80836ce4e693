#include "docker/container_json.h"

#include "docker/json.h"

namespace berth::docker {

namespace {

std::string without_slash(std::string name) {
  if (name.starts_with('/')) name.erase(0, 1);
  return name;
}

Health read_health(const boost::json::value& state) {
  auto status = text_at(member(state, "Health"), "Status");
  if (status == "starting") return Health::starting;
  if (status == "healthy") return Health::healthy;
  if (status == "unhealthy") return Health::unhealthy;
  return Health::none;
}

void read_health_log(const boost::json::value& health, ContainerState& container) {
  container.health_failures = number_at(health, "FailingStreak");
  const auto* log = member(health, "Log").if_array();
  if (log != nullptr && !log->empty()) container.health_exit_status = number_at(log->back(), "ExitCode");
}

const Error no_container{ErrorKind::protocol, "the engine describes a container without an id"};

}  // namespace

Result<ContainerState> read_inspected(const boost::json::value& json) {
  ContainerState container;
  container.id = text_at(json, "Id");
  if (container.id.empty()) return no_container;
  container.name = without_slash(text_at(json, "Name"));
  container.image_id = text_at(json, "Image");
  const auto& config = member(json, "Config");
  container.image = text_at(config, "Image");
  container.labels = map_at(config, "Labels");
  container.restart_policy = text_at(member(member(json, "HostConfig"), "RestartPolicy"), "Name");
  const auto& state = member(json, "State");
  container.status = text_at(state, "Status");
  container.running = flag_at(state, "Running");
  container.paused = flag_at(state, "Paused");
  container.pid = number_at(state, "Pid");
  container.exit_code = number_at(state, "ExitCode");
  container.oom_killed = flag_at(state, "OOMKilled");
  container.error = text_at(state, "Error");
  container.started_at = text_at(state, "StartedAt");
  container.finished_at = text_at(state, "FinishedAt");
  container.health = read_health(state);
  container.health_test = texts_at(member(config, "Healthcheck"), "Test");
  read_health_log(member(state, "Health"), container);
  return container;
}

Result<ContainerState> read_listed(const boost::json::value& json) {
  ContainerState container;
  container.id = text_at(json, "Id");
  if (container.id.empty()) return no_container;
  auto names = texts_at(json, "Names");
  if (!names.empty()) container.name = without_slash(names.front());
  container.image_id = text_at(json, "ImageID");
  container.image = text_at(json, "Image");
  container.labels = map_at(json, "Labels");
  container.status = text_at(json, "State");
  container.paused = container.status == "paused";
  container.running = container.status == "running" || container.paused || container.status == "restarting";
  return container;
}

}  // namespace berth::docker
