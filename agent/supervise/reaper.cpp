#include "supervise/reaper.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "docker/containers.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "service/name.h"
#include "supervise/labels.h"

namespace berth::supervise {

namespace {

// Nobody knows how long its own stop time-out is; what takes longer is stopped at the next opportunity.
constexpr Duration longest_stop = std::chrono::hours(1);

// "ghost (0123456789ab, museum:latest)"
std::string text_of(const docker::ContainerState& container) {
  return fmt::format("{} ({}, {})", text::printable(container.name, 100), container.id.substr(0, 12),
                     text::printable(container.image, 100));
}

}  // namespace

Reaper::Reaper(Shared& shared, Duration grace, Services services)
    : shared_(shared), grace_(grace), services_(std::move(services)) {}

void Reaper::look() {
  looks_again_ = true;
  if (std::exchange(looks_, true)) return;
  shared_.tasks.start("containers of no service", look_at_all());
}

Task<> Reaper::look_at_all() {
  while (std::exchange(looks_again_, false)) {
    auto listed = co_await docker::list_containers(shared_.engine, service_label);
    if (!listed) continue;  // an engine that comes back is another opportunity
    forget_those_gone(*listed);
    for (const auto& container : *listed) co_await judge(container);
  }
  looks_ = false;
}

Task<> Reaper::judge(docker::ContainerState container) {
  auto service = label_of(container, service_label);
  if (!service::check_name(service)) {
    if (told_.insert(container.id).second)
      log::notice("the container {} carries the label {}, but no service can be called \"{}\": it is left alone",
                  text_of(container), service_label, text::printable(service, 100));
    co_return;
  }
  auto owner = services_.owner_of(service);
  if (owner != Owner::none) spare(container.id);
  if (owner == Owner::resting && !container.running && is_beside(container)) co_await remove_leftover(container);
  if (owner != Owner::none || grace_ == Duration::max()) co_return;
  auto known = orphans_.find(container.id);
  if (known == orphans_.end())
    co_await announce(container);
  else if (known->second.is_due)
    co_await reap(container.id);
}

// What a daemon that died in the course of a restart has left of a service that rests.
Task<> Reaper::remove_leftover(docker::ContainerState container) {
  auto service = label_of(container, service_label);
  bool is_up = co_await services_.is_up(service);
  if (is_up || services_.owner_of(service) != Owner::resting) co_return;
  auto removed = co_await docker::remove_container(shared_.engine, container.id, false);
  if (removed)
    tell(container, log::Level::info,
         fmt::format("removed the container {}: a restart had left it", text_of(container)),
         logs::message_id::orphan_removed);
  else if (removed.error().kind != ErrorKind::not_found)
    log::warning("remove the container {}: {}", text_of(container), removed.error().text);
}

Task<> Reaper::announce(docker::ContainerState container) {
  auto service = label_of(container, service_label);
  auto is_other = co_await is_labelled_by_image(shared_.engine, container);
  if (!is_other || *is_other) co_return;
  bool is_up = co_await services_.is_up(service);
  if (is_up || services_.owner_of(service) != Owner::none || orphans_.contains(container.id)) co_return;
  auto path = text::printable(label_of(container, descriptor_label), 200);
  auto text = fmt::format(
      "the container {} belongs to no service: it will be removed in {}; to keep it, put {} back, or set OrphanGrace "
      "to "
      "infinity in /etc/berth/agent.yaml and restart berth",
      text_of(container), format_duration(grace_), path.empty() ? "its descriptor" : path);
  tell(container, log::Level::warning, text, logs::message_id::orphan_found);
  Orphan orphan{service, container.name};
  orphan.timer = shared_.tasks.start("grace of " + container.name, reap_later(container.id));
  orphans_[container.id] = orphan;
}

Task<> Reaper::reap_later(std::string id) {
  co_await sleep(grace_);
  auto found = orphans_.find(id);
  if (found == orphans_.end()) co_return;
  found->second.is_due = true;
  co_await reap(id);
}

// Everything is asked anew: ten minutes are long. What fails is tried again at the next opportunity.
Task<> Reaper::reap(std::string id) {
  auto orphan = orphans_.find(id);
  if (orphan == orphans_.end() || !being_removed_.insert(id).second) co_return;
  auto service = orphan->second.service;
  bool is_up = co_await services_.is_up(service);
  bool is_orphan = !is_up && services_.owner_of(service) == Owner::none;
  // Nobody will read it; and one that ends with its output unread has the engine wait for that for good.
  if (is_orphan) shared_.outputs.forget(id);
  auto container = co_await docker::inspect_container(shared_.engine, id);
  is_orphan = is_orphan && services_.owner_of(service) == Owner::none;
  if (container && is_orphan) {
    auto removed = co_await stop_and_remove(*container);
    if (removed) orphans_.erase(id);
    bool is_trouble = !removed && services_.owner_of(service) == Owner::none;
    if (is_trouble) log::warning("remove the container {}: {}", text_of(*container), removed.error().text);
  }
  being_removed_.erase(id);
  spare_those_back();
}

Task<Result<void>> Reaper::stop_and_remove(docker::ContainerState container) {
  auto service = label_of(container, service_label);
  if (container.running) {
    auto stopped = co_await docker::stop_container(shared_.engine, container.id, longest_stop);
    if (!stopped && stopped.error().kind != ErrorKind::not_found) co_return stopped.error();
  }
  bool is_back = services_.owner_of(service) != Owner::none;
  if (is_back) co_return Error{ErrorKind::conflict, "its service is back"};
  // Not by force: what somebody has started again meanwhile stays.
  auto removed = co_await docker::remove_container(shared_.engine, container.id, false);
  if (!removed && removed.error().kind != ErrorKind::not_found) co_return removed.error();
  tell(container, log::Level::notice,
       fmt::format("removed the container {}: it belonged to no service", text_of(container)),
       logs::message_id::orphan_removed);
  co_return Result<void>();
}

void Reaper::tell(const docker::ContainerState& container, log::Level level, const std::string& text,
                  std::string_view id) {
  auto service = label_of(container, service_label);
  logs::tell(shared_.journal, service, level, text, id, {{"BERTH_CONTAINER_ID", container.id}});
}

void Reaper::spare_those_back() {
  std::vector<std::string> back;
  for (const auto& [id, orphan] : orphans_)
    if (services_.owner_of(orphan.service) != Owner::none) back.push_back(id);
  for (const auto& id : back) spare(id);
}

void Reaper::spare(const std::string& id) {
  auto found = orphans_.find(id);
  if (found == orphans_.end()) return;
  auto text = fmt::format("the container {} stays: its service is back", text::printable(found->second.name, 100));
  logs::tell(shared_.journal, found->second.service, log::Level::info, text);
  // One whose time is up is being seen to at this moment.
  if (!found->second.is_due) shared_.tasks.cancel(found->second.timer);
  orphans_.erase(found);
}

void Reaper::forget_those_gone(const std::vector<docker::ContainerState>& there) {
  auto is_there = [&there](const std::string& id) {
    return std::any_of(there.begin(), there.end(), [&id](const auto& container) { return container.id == id; });
  };
  for (auto at = orphans_.begin(); at != orphans_.end();) {
    bool stays = is_there(at->first) || being_removed_.contains(at->first);
    if (!stays) shared_.tasks.cancel(at->second.timer);
    at = stays ? std::next(at) : orphans_.erase(at);
  }
  std::erase_if(told_, [&is_there](const std::string& id) { return !is_there(id); });
}

}  // namespace berth::supervise
