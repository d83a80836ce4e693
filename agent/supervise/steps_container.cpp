// create and start: the container itself, with its output.
#include "docker/attach.h"
#include "docker/containers.h"
#include "docker/create_body.h"
#include "docker/endpoints.h"
#include "docker/newer_keys.h"
#include "docker/reference.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/engine_memory.h"
#include "supervise/labels.h"
#include "supervise/notify_folder.h"
#include "supervise/provision.h"
#include "supervise/stale_endpoint.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;

namespace {

constexpr int most_tries = 30;
constexpr Duration pause_between = std::chrono::milliseconds(100);

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

// Made, and in all its networks, or not there. The last reason counts, for what was made can be removed as a rule.
Task<Result<docker::Created>> create_connected(docker::Engine& engine, std::string name, std::string body,
                                               service::Container spec) {
  auto created = co_await docker::create_container(engine, name, body, spec.platform);
  for (std::size_t i = 1; created && i < spec.networks.size(); ++i) {
    auto connected = co_await docker::connect_to_network(engine, spec.networks[i], created->id);
    if (connected) continue;
    auto removed = co_await docker::remove_container(engine, created->id, true);
    auto error = removed ? connected.error() : removed.error();
    // A name that is taken is told by this kind.
    if (error.kind == ErrorKind::conflict) error.kind = ErrorKind::remote;
    created = error.during("connect to the network " + spec.networks[i].name);
  }
  co_return created;
}

// What of its description the container lacks, and nobody would know.
void tell_warnings(Shared& shared, const std::string& service, const service::Container& spec,
                   const std::vector<std::string>& of_engine) {
  auto tell = [&](const std::string& text) { logs::tell(shared.journal, service, log::Level::warning, text); };
  for (const auto& text : docker::too_new_for(shared.engine.api_version(), spec)) tell(text);
  for (const auto& text : of_engine) tell("the Docker engine warns: " + text);
}

}  // namespace

Outcomes not_started(const Error& error) {
  auto status = status_for_program(error.text);
  if (status == 0) return failure(Ending::engine, error);
  service::Verdict verdict{Ending::exit_code, status, error.text};
  return Outcomes(1, Outcome{Event::exited, verdict});
}

Task<Outcomes> Steps::create(Candidate& candidate, std::string name) {
  docker::ContainerOrder order;
  order.spec = candidate.spec->container;
  order.image = candidate.create_from;
  order.environment = candidate.environment;
  order.labels = {{service_label, service_}, {descriptor_label, candidate.spec->path}};
  order.engine_log = shared_.engine_log;
  if (order.spec.ready_when == ReadyWhen::container) {
    auto made = notify_folder::make(service_);
    if (!made) co_return failure(Ending::engine, made.error());
    notify_folder::mount(service_, *candidate.spec, order);
  }
  auto provided = co_await provision(shared_, service_, order.spec);
  if (!provided) co_return failure(Ending::engine, provided.error());
  auto body = docker::create_body(order);
  // Whoever cuts this off has a container all the same, and does not know it.
  bool knew_all = std::exchange(knows_containers_, false);
  creates_ = true;
  auto created = co_await create_connected(shared_.engine, name, body, order.spec);
  // The name may be taken by what the engine is just making for a request that we gave up when it went away: it shows,
  // and can be removed, a moment later.
  for (int tries = 0; !created && created.error().kind == ErrorKind::conflict && tries < most_tries; ++tries) {
    if (tries > 0) co_await sleep(pause_between);
    auto freed = co_await free_name(name, order.spec.image);
    if (!freed) co_return failure(Ending::engine, freed.error());
    created = co_await create_connected(shared_.engine, name, body, order.spec);
  }
  creates_ = !created && (is_engine_away(created.error()) || created.error().kind == ErrorKind::cancelled);
  knows_containers_ = knew_all && !creates_;
  if (!created) co_return failure(Ending::engine, created.error().during("create " + name));
  // A run before the start has the same settings: once is enough.
  if (!name.ends_with(pre_run_suffix)) tell_warnings(shared_, service_, order.spec, created->warnings);
  candidate.container_id = created->id;
  candidate.container_name = name;
  co_return outcome(Event::created);
}

// A container that stands in the way may be removed if it is ours, or was clearly this service's before it was Berth's.
Task<Result<docker::ContainerState>> Steps::in_the_way(std::string name, std::string image) {
  auto found = co_await docker::inspect_container(shared_.engine, name);
  if (!found && found.error().kind == ErrorKind::not_found) co_return docker::ContainerState{};
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
  co_return *found;
}

Task<Result<void>> Steps::free_name(std::string name, std::string image) {
  auto found = co_await in_the_way(name, image);
  if (!found) co_return found.error();
  if (found->id.empty()) co_return Result<void>();
  if (label_of(*found, service_label).empty())
    log::notice("{} takes over the container {} that was started without Berth", service_, name);
  if (found->running) {
    auto stopped = co_await docker::stop_container(shared_.engine, found->id, std::chrono::minutes(2));
    if (!stopped && is_engine_away(stopped.error())) co_return stopped.error();
  }
  auto removed = co_await remove_one(found->id);
  co_return removed;
}

// A prepared container takes its name, its output is attached, so that no first line is lost, and then it runs.
Task<Outcomes> Steps::start() {
  const auto& spec = now_.spec->container;
  status_.container_id = now_.container_id;
  if (now_.container_name != spec.name) {
    auto freed = co_await free_name(spec.name, spec.image);
    if (!freed) co_return failure(Ending::engine, freed.error());
    auto renamed = co_await docker::rename_container(shared_.engine, now_.container_id, spec.name);
    if (!renamed) co_return failure(Ending::engine, renamed.error().during("name the container " + spec.name));
    now_.container_name = spec.name;
  }
  auto stopped_by = co_await pre_run();
  if (!stopped_by.empty()) co_return stopped_by;
  running_since_ = Moment::unix_usec();
  auto opened = co_await open_output("");
  if (!opened) co_return failure(Ending::engine, opened.error());
  if (spec.ready_when == ReadyWhen::container) callbacks_.listen(notify_folder::socket_of(service_));
  auto place = co_await shared_.starts.enter();
  running_since_ = Moment::unix_usec();
  is_adopted_ = false;
  gap_told_of_.clear();
  survivor_.clear();
  shared_.ledger.of(service_).begin_run(now_.image, running_since_);
  shared_.ledger.of(service_).baseline = baseline_for_start(now_);
  shared_.ledger.save(service_);  // a daemon that comes next must know what ran
  auto started = co_await docker::start_container(shared_.engine, now_.container_id);
  if (!started) {
    auto complaint = started.error().text;
    bool is_freed = co_await remove_stale_endpoint(shared_.engine, now_.container_id, spec.name, complaint);
    if (is_freed) {
      close_output();
      opened = co_await open_output("");
      if (!opened) co_return failure(Ending::engine, opened.error());
      started = co_await docker::start_container(shared_.engine, now_.container_id);
    }
  }
  starts_ = !started && is_engine_away(started.error());
  if (!started) co_return not_started(started.error().during("start " + spec.name));
  // Nobody who waits for the start has to wait for what we only show.
  callbacks_.look_again();
  // A new image that dies at once should do so before anybody is told that it is ready.
  bool is_ready = spec.ready_when == ReadyWhen::started && !now_.on_trial;
  co_return outcome(is_ready ? Event::started : Event::started_warm);
}

// `gap`: why lines of before may be missing, unless a daemon before this one has left its socket.
Task<Result<void>> Steps::open_output(std::string gap) {
  auto kept = shared_.outputs.take(now_.container_id);
  auto past = gap.empty() ? Output::Past::none : Output::Past::elsewhere;
  if (reads_next_run_) past = Output::Past::next_run;
  if (kept) {
    past = Output::Past::resumed;
    gap.clear();
  } else {
    auto socket = co_await docker::attach(shared_.engine, now_.container_id);
    if (!socket) co_return socket.error().during("attach to the output of " + service_);
    kept = std::move(*socket);
  }
  make_output(std::move(kept), past, gap);
  co_return Result<void>();
}

void Steps::make_output(UniqueFd socket, Output::Past past, const std::string& gap) {
  Output::Way way{now_.container_id, std::move(socket), past, gap, running_since_, {}};
  way.recall = recall_of(shared_, way.container_id, way.since);
  if (output_) way.known_until = output_->last_read();
  logs::Source source;
  source.service = service_;
  source.container_id = now_.container_id;
  source.container_name = now_.spec->container.name;
  source.image = now_.spec->container.image;
  const auto& log = now_.spec->log;
  Output::Callbacks callbacks{callbacks_.look_again, nullptr};
  if (log.compress) callbacks.rotated = [&compression = shared_.compression, log = log.file] { compression.want(log); };
  output_ = std::make_unique<Output>(shared_.tasks, shared_.outputs, shared_.journal, std::move(way), source, log,
                                     std::move(callbacks));
}

void Steps::close_output() {
  if (output_) output_->close();
  output_.reset();
}

}  // namespace berth::supervise
