#include "supervise/project_outputs.h"

#include <sys/socket.h>
#include <unistd.h>

#include "docker/attach.h"
#include "docker/timestamp.h"
#include "supervise/labels.h"
#include "supervise/status.h"

namespace berth::supervise {

namespace {

UniqueFd stream_that_is_over() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) < 0) return {};
  ::close(ends[1]);
  return UniqueFd(ends[0]);
}

}  // namespace

std::string part_of(const docker::ContainerState& container) {
  auto service = label_of(container, compose_service_label);
  auto number = label_of(container, compose_number_label);
  if (service.empty()) service = container.name;
  return number.empty() || number == "1" ? service : service + "-" + number;
}

ProjectOutputs::ProjectOutputs(Shared& shared, std::string service, std::function<void()> ended)
    : shared_(shared), service_(std::move(service)), ended_(std::move(ended)) {}

void ProjectOutputs::set_log(std::string project, service::Log log) {
  project_ = std::move(project);
  log_ = std::move(log);
}

bool ProjectOutputs::is_open(const std::string& container_id) const {
  auto found = outputs_->find(container_id);
  return found != outputs_->end() && !found->second->has_ended();
}

void ProjectOutputs::pick_up(const std::vector<docker::ContainerState>& containers) {
  for (const auto& container : containers) {
    if (outputs_->contains(container.id)) continue;
    if (shared_.outputs.has(container.id))
      make(container, shared_.outputs.take(container.id), Output::Past::resumed, "");
    else if (has_begun_to_write(container.id))
      make(container, stream_that_is_over(), Output::Past::elsewhere, "");
  }
}

// Its socket is lost, and what was begun must be settled all the same.
bool ProjectOutputs::has_begun_to_write(const std::string& container_id) const {
  return shared_.outputs.knows(container_id) &&
         !logs::Checkpoint(shared_.outputs.checkpoint_of(container_id)).is_done();
}

Task<Result<void>> ProjectOutputs::open(docker::ContainerState container, std::string gap) {
  auto socket = shared_.outputs.take(container.id);
  // Of one that nobody has ever read, all that the engine's log has is new.
  bool is_known = !gap.empty() && shared_.outputs.knows(container.id);
  auto past = is_known ? Output::Past::elsewhere : Output::Past::none;
  if (socket) {
    past = Output::Past::resumed;
    gap.clear();
  } else {
    auto attached = co_await docker::attach(shared_.engine, container.id);
    if (!attached) co_return attached.error().during("attach to the output of " + container.name);
    socket = std::move(*attached);
  }
  make(container, std::move(socket), past, gap);
  co_return Result<void>();
}

void ProjectOutputs::make(const docker::ContainerState& container, UniqueFd socket, Output::Past past,
                          const std::string& gap) {
  auto started = docker::unix_usec(container.started_at);
  Output::Way way{container.id, std::move(socket), past, gap, started, recall_of(shared_, container.id, started)};
  if (way.since <= 0) way.since = Moment::unix_usec();
  auto before = outputs_->find(container.id);
  if (before != outputs_->end()) way.known_until = before->second->last_read();
  outputs_->erase(container.id);  // one that has ended has the same checkpoint
  logs::Source source;
  source.service = service_;
  source.container_id = container.id;
  source.container_name = container.name;
  source.image = container.image;
  source.project = project_;
  source.part = part_of(container);
  Output::Callbacks callbacks{ended_, nullptr};
  std::weak_ptr<Map> all = outputs_;
  // The others still have the old file open, which is about to be compressed.
  callbacks.rotated = [&compression = shared_.compression, log = log_, all] {
    if (auto outputs = all.lock())
      for (const auto& [id, output] : *outputs) output->look_for_file();
    if (log.compress) compression.want(log.file);
  };
  (*outputs_)[container.id] = std::make_unique<Output>(shared_.tasks, shared_.outputs, shared_.journal, std::move(way),
                                                       source, log_, std::move(callbacks));
}

Task<> ProjectOutputs::drained() {
  // Whoever is drained meanwhile, nobody is added: the steps of a service go one after another.
  std::vector<std::string> ids;
  for (const auto& [id, output] : *outputs_) ids.push_back(id);
  for (const auto& id : ids) {
    auto found = outputs_->find(id);
    if (found == outputs_->end()) continue;
    co_await found->second->drained(last_lines);
  }
}

void ProjectOutputs::close_all() {
  for (const auto& [id, output] : *outputs_) output->close();
  outputs_->clear();
}

}  // namespace berth::supervise
