// create, start, look, stop and remove: everything about the container itself.
#include "docker/attach.h"
#include "docker/containers.h"
#include "docker/create_body.h"
#include "docker/images.h"
#include "docker/reference.h"
#include "loop/wakeup.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

namespace {

using service::Ending;
using service::Event;

constexpr Duration last_lines = std::chrono::seconds(2);

std::string_view name_of(docker::Health health) {
  switch (health) {
    case docker::Health::none: return "none";
    case docker::Health::starting: return "starting";
    case docker::Health::healthy: return "healthy";
    case docker::Health::unhealthy: return "unhealthy";
  }
  return "none";
}

Outcomes exited(Ending ending, int status, std::string text) {
  service::Verdict verdict{ending, status, std::move(text)};
  return Outcomes(1, Outcome{Event::exited, verdict});
}

std::string label_of(const docker::ContainerState& state, const char* label) {
  auto found = state.labels.find(label);
  return found == state.labels.end() ? "" : found->second;
}

bool same_repository(const std::string& one, const std::string& other) {
  auto a = docker::Reference::parse(one);
  auto b = docker::Reference::parse(other);
  return a && b && a->is_same_repository(*b);
}

}  // namespace

Task<Outcomes> Steps::create() {
  docker::ContainerOrder order;
  order.spec = spec_.container;
  order.environment = environment_;
  order.labels = {{service_label, service_}, {descriptor_label, spec_.path}};
  auto name = spec_.container.name;
  auto body = docker::create_body(order);
  auto created = co_await docker::create_container(shared_.engine, name, body);
  if (!created && created.error().kind == ErrorKind::conflict) {
    auto freed = co_await free_name(name);
    if (!freed) co_return failure(Ending::engine, freed.error());
    created = co_await docker::create_container(shared_.engine, name, body);
  }
  if (!created) co_return failure(Ending::engine, created.error().during("create " + name));
  container_id_ = *created;
  status_.container_id = container_id_;
  auto opened = co_await open_output();
  if (!opened) co_return failure(Ending::engine, opened.error());
  co_return outcome(Event::created);
}

// A container that stands in the way is removed if it is ours, or was clearly this service's before it was Berth's.
Task<Result<void>> Steps::free_name(std::string name) {
  auto found = co_await docker::inspect_container(shared_.engine, name);
  if (!found && found.error().kind == ErrorKind::not_found) co_return Result<void>();
  if (!found) co_return found.error();
  auto owner = label_of(*found, service_label);
  bool ours = owner == service_;
  bool taken_over = owner.empty() && same_repository(found->image, spec_.container.image);
  if (!ours && !taken_over) {
    auto whose = owner.empty() ? fmt::format("is not Berth's and runs {}", found->image)
                               : fmt::format("belongs to the service {}", owner);
    co_return Error{ErrorKind::conflict,
                    fmt::format("a container named {} {}: remove it (docker rm -f {}) or give this "
                                "service another ContainerName",
                                name, whose, name)};
  }
  if (taken_over) log::notice("{} takes over the container {} that was started without Berth", service_, name);
  if (found->running) {
    auto stopped = co_await docker::stop_container(shared_.engine, found->id, std::chrono::minutes(2));
    if (!stopped && is_engine_away(stopped.error())) co_return stopped.error();
  }
  auto removed = co_await remove_one(found->id);
  co_return removed;
}

Task<Result<void>> Steps::open_output() {
  auto socket = co_await docker::attach(shared_.engine, container_id_);
  if (!socket) co_return socket.error().during("attach to the output of " + service_);
  logs::Source source;
  source.service = service_;
  source.container_id = container_id_;
  source.container_name = spec_.container.name;
  source.image = spec_.container.image;
  auto sink = std::make_unique<logs::Sink>(shared_.tasks.executor(), shared_.journal, source, spec_.log);
  output_ = std::make_unique<Output>(shared_.tasks, std::move(*socket), std::move(sink), callbacks_.look_again);
  co_return Result<void>();
}

Task<Outcomes> Steps::start() {
  auto place = co_await shared_.starts.enter();
  auto started = co_await docker::start_container(shared_.engine, container_id_);
  if (!started) co_return failure(Ending::engine, started.error().during("start " + spec_.container.name));
  // Nobody who waits for the start has to wait for what we only show.
  callbacks_.look_again();
  bool waits_for_health = spec_.container.ready_when == service::ReadyWhen::healthy;
  co_return outcome(waits_for_health ? Event::started_warm : Event::started);
}

// What a container's state means for the machine.
Outcomes Steps::judge(const docker::ContainerState& state) {
  bool waits_for_health = spec_.container.ready_when == service::ReadyWhen::healthy;
  if (state.running) {
    if (waits_for_health && state.health == docker::Health::none)
      return failure(Ending::descriptor, Error{ErrorKind::invalid,
                                               "Notify is healthy, but neither the descriptor nor "
                                               "the image has a health check"});
    bool is_ready = !waits_for_health || state.health == docker::Health::healthy;
    return outcome(is_ready ? Event::ready : Event::found_running);
  }
  auto code = static_cast<int>(state.exit_code);
  status_.exit_status = code;
  if (state.oom_killed) return exited(Ending::oom_kill, code == 0 ? 137 : code, "the container ran out of memory");
  if (code != 0) return exited(Ending::exit_code, code, fmt::format("the container exited with status {}", code));
  return exited(Ending::success, 0, "");
}

void Steps::take_state(const docker::ContainerState& state) {
  container_id_ = state.id;
  status_.container_id = state.id;
  status_.main_pid = static_cast<std::uint32_t>(state.pid);
  status_.health = name_of(state.health);
}

// The container that we know by id, else the one that carries our label.
Task<Result<docker::ContainerState>> Steps::find_container() {
  if (container_id_.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return all.error();
    if (all->empty()) co_return Error{ErrorKind::not_found, fmt::format("{} has no container", service_)};
    container_id_ = all->front();
  }
  auto state = co_await docker::inspect_container(shared_.engine, container_id_);
  co_return state;
}

Task<Outcomes> Steps::look() {
  if (!has_spec_) {
    if (const auto* entry = shared_.catalogue.find(service_)) spec_ = entry->reading.spec;
    if (spec_.container.name.empty()) spec_.container.name = service_;
    has_spec_ = true;
    status_.log_file = spec_.log.file;
  }
  Duration pause = std::chrono::milliseconds(500);
  while (true) {
    auto state = co_await find_container();
    if (state) {
      take_state(*state);
      if (state->running && (!output_ || output_->has_ended())) {
        status_.image = state->image;
        auto image = co_await docker::inspect_image(shared_.engine, state->image_id);
        if (image) take_image(*image, spec_.container.image);
        auto opened = co_await open_output();
        if (!opened && is_engine_away(opened.error())) co_return outcome(Event::engine_lost);
        if (!opened) log::error("{}", opened.error().text);
      }
      if (!state->running && output_) co_await output_->drained(last_lines);
      co_return judge(*state);
    }
    if (state.error().kind == ErrorKind::not_found)
      co_return exited(Ending::lost, 0, "the container is gone: somebody or something else removed it");
    if (is_engine_away(state.error())) co_return outcome(Event::engine_lost);
    log::warning("look at {}: {}", service_, state.error().text);
    co_await sleep(pause);  // an engine that fails says nothing about the container: ask on
    pause = std::min<Duration>(pause * 2, std::chrono::seconds(30));
  }
}

Task<Result<std::vector<std::string>>> Steps::all_of_service() {
  auto label = fmt::format("{}={}", service_label, service_);
  auto listed = co_await docker::list_containers(shared_.engine, label);
  if (!listed) co_return listed.error();
  std::vector<std::string> ids;
  for (const auto& container : *listed) {
    // Running ones first: that is the one which a returning holder holds.
    auto at = container.running ? ids.begin() : ids.end();
    ids.insert(at, container.id);
  }
  co_return ids;
}

Task<Outcomes> Steps::stop() {
  auto limit = spec_.container.stop_timeout;
  limit = limit > std::chrono::hours(24) ? Duration(Duration::max()) : limit + std::chrono::seconds(20);
  std::vector<std::string> ids{container_id_};
  if (container_id_.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    ids = *all;
  }
  for (const auto& id : ids) {
    auto stopped = co_await docker::stop_container(shared_.engine, id, limit);
    if (!stopped && stopped.error().kind == ErrorKind::not_found) continue;
    if (!stopped) co_return failure(Ending::engine, stopped.error());
    auto state = co_await docker::inspect_container(shared_.engine, id);
    if (state) status_.exit_status = static_cast<std::int32_t>(state->exit_code);
  }
  co_return outcome(Event::stopped);
}

Task<Outcomes> Steps::remove() {
  if (output_) co_await output_->drained(last_lines);
  output_.reset();
  std::vector<std::string> ids{container_id_};
  if (container_id_.empty()) {
    auto all = co_await all_of_service();
    if (!all) co_return failure(Ending::engine, all.error());
    ids = *all;
  }
  for (const auto& id : ids) {
    auto removed = co_await remove_one(id);
    if (!removed && is_engine_away(removed.error())) co_return outcome(Event::engine_lost);
    if (!removed) {
      log::error("remove the container of {}: {}", service_, removed.error().text);
      co_return failure(Ending::engine, removed.error());
    }
  }
  container_id_.clear();
  status_.container_id.clear();
  status_.main_pid = 0;
  status_.health = "none";
  co_return outcome(Event::removed);
}

// Returns when it is gone, also if somebody else is removing it at this moment.
Task<Result<void>> Steps::remove_one(std::string id) {
  constexpr int tries = 50;
  Error last;
  for (int i = 0; i < tries; ++i) {
    auto removed = co_await docker::remove_container(shared_.engine, id, true);
    if (removed || removed.error().kind == ErrorKind::not_found) co_return Result<void>();
    last = removed.error();
    if (last.kind != ErrorKind::conflict) co_return last;
    co_await sleep(std::chrono::milliseconds(100));
  }
  co_return last;
}

}  // namespace berth::supervise
