// create and start: the container itself, with its output.
#include "docker/attach.h"
#include "docker/containers.h"
#include "docker/create_body.h"
#include "docker/reference.h"
#include "supervise/labels.h"
#include "supervise/notify_folder.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;

namespace {

std::string label_of(const docker::ContainerState& state, const char* label) {
  auto found = state.labels.find(label);
  return found == state.labels.end() ? "" : found->second;
}

bool same_repository(const std::string& one, const std::string& other) {
  auto a = docker::Reference::parse(one);
  auto b = docker::Reference::parse(other);
  return a && b && a->is_same_repository(*b);
}

// The engine's words when the image's own program cannot be run; docker run's statuses for it.
int status_for_program(const std::string& text) {
  auto has = [&text](std::string_view words) { return text.find(words) != std::string::npos; };
  if (!has("OCI runtime") && !has("oci runtime") && !has("exec:") && !has("starting container process")) return 0;
  if (has("executable file not found") || has("no such file or directory")) return 127;
  if (has("permission denied") || has("is a directory") || has("exec format error")) return 126;
  return 0;
}

}  // namespace

Task<Outcomes> Steps::create(Candidate& candidate, std::string name) {
  docker::ContainerOrder order;
  order.spec = candidate.spec.container;
  order.image_id = candidate.create_from;
  order.environment = candidate.environment;
  order.labels = {{service_label, service_}, {descriptor_label, candidate.spec.path}};
  if (order.spec.ready_when == ReadyWhen::container) {
    auto made = notify_folder::make(service_);
    if (!made) co_return failure(Ending::engine, made.error());
    notify_folder::mount(service_, candidate.spec, order);
  }
  auto body = docker::create_body(order);
  auto created = co_await docker::create_container(shared_.engine, name, body);
  if (!created && created.error().kind == ErrorKind::conflict) {
    auto freed = co_await free_name(name, order.spec.image);
    if (!freed) co_return failure(Ending::engine, freed.error());
    created = co_await docker::create_container(shared_.engine, name, body);
  }
  if (!created) co_return failure(Ending::engine, created.error().during("create " + name));
  candidate.container_id = *created;
  candidate.container_name = name;
  co_return outcome(Event::created);
}

// A container that stands in the way is removed if it is ours, or was clearly this service's before it was Berth's.
Task<Result<void>> Steps::free_name(std::string name, std::string image) {
  auto found = co_await docker::inspect_container(shared_.engine, name);
  if (!found && found.error().kind == ErrorKind::not_found) co_return Result<void>();
  if (!found) co_return found.error();
  auto owner = label_of(*found, service_label);
  bool ours = owner == service_;
  bool taken_over = owner.empty() && same_repository(found->image, image);
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

// A prepared container takes its name, its output is attached, so that no first line is lost, and then it runs.
Task<Outcomes> Steps::start() {
  const auto& spec = now_.spec.container;
  status_.container_id = now_.container_id;
  if (now_.container_name != spec.name) {
    auto freed = co_await free_name(spec.name, spec.image);
    if (!freed) co_return failure(Ending::engine, freed.error());
    auto renamed = co_await docker::rename_container(shared_.engine, now_.container_id, spec.name);
    if (!renamed) co_return failure(Ending::engine, renamed.error().during("name the container " + spec.name));
    now_.container_name = spec.name;
  }
  auto opened = co_await open_output();
  if (!opened) co_return failure(Ending::engine, opened.error());
  if (spec.ready_when == ReadyWhen::container) callbacks_.listen(notify_folder::socket_of(service_));
  auto place = co_await shared_.starts.enter();
  running_since_ = Moment::unix_usec();
  shared_.ledger.of(service_).begin_run(now_.image, running_since_);
  auto started = co_await docker::start_container(shared_.engine, now_.container_id);
  if (!started) {
    auto error = started.error().during("start " + spec.name);
    auto status = status_for_program(error.text);
    if (status == 0) co_return failure(Ending::engine, error);
    service::Verdict verdict{Ending::exit_code, status, error.text};
    co_return Outcomes(1, Outcome{Event::exited, verdict});
  }
  // Nobody who waits for the start has to wait for what we only show.
  callbacks_.look_again();
  // A new image that dies at once should do so before anybody is told that it is ready.
  bool is_ready = spec.ready_when == ReadyWhen::started && !now_.on_trial;
  co_return outcome(is_ready ? Event::started : Event::started_warm);
}

Task<Result<void>> Steps::open_output() {
  auto socket = co_await docker::attach(shared_.engine, now_.container_id);
  if (!socket) co_return socket.error().during("attach to the output of " + service_);
  logs::Source source;
  source.service = service_;
  source.container_id = now_.container_id;
  source.container_name = now_.spec.container.name;
  source.image = now_.spec.container.image;
  auto sink = std::make_unique<logs::Sink>(shared_.tasks.executor(), shared_.journal, source, now_.spec.log);
  output_ = std::make_unique<Output>(shared_.tasks, std::move(*socket), std::move(sink), callbacks_.look_again);
  co_return Result<void>();
}

}  // namespace berth::supervise
