// stop and clear: the end of a project's containers, by Compose; by the engine alone where Compose cannot.
#include <algorithm>

#include "docker/containers.h"
#include "logs/service_journal.h"
#include "supervise/project.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

namespace {

bool is_any_running(const std::vector<docker::ContainerState>& states) {
  return std::any_of(states.begin(), states.end(), [](const auto& one) { return one.running; });
}

}  // namespace

std::vector<std::string> Project::with_timeout(std::vector<std::string> words) const {
  const auto& compose = now_.candidate.spec->compose;
  if (!compose || !compose->stop_timeout) return words;
  auto seconds = std::chrono::ceil<std::chrono::seconds>(*compose->stop_timeout).count();
  words.insert(words.end(), {"--timeout", std::to_string(seconds)});
  return words;
}

// One container may have to wait for the end of another.
Duration Project::stop_limit() const {
  return now_.candidate.spec->stop_timeout() * 10 + std::chrono::minutes(5);
}

Task<Outcomes> Project::stop() {
  know_plan();
  auto states = co_await list();
  if (!states && is_engine_away(states.error())) co_return outcome(Event::engine_lost);
  if (!states) co_return failure(Ending::engine, states.error());
  auto stopped = co_await stop_all(*states);
  if (!stopped) co_return failure(Ending::engine, stopped.error());
  co_return outcome(Event::stopped);
}

Task<Result<void>> Project::stop_all(States states) {
  Result<void> done;
  if (!is_any_running(states)) co_return done;
  // Their last lines are read, also those of a project that a daemon before this one has left.
  for (const auto& one : states) {
    bool is_read = outputs_.is_open(one.id) || one.status != "running";
    if (is_read) continue;
    auto opened = co_await outputs_.open(one, "the way to its output was lost");
    if (!opened) log::warning("{}: {}", service_, opened.error().text);
  }
  std::vector<std::string> bare{"stop"};
  auto words = with_timeout(bare);
  auto limit = stop_limit();
  auto stopped = co_await compose(now_.files, words, limit);
  if (stopped) co_return done;
  if (stopped.error().kind == ErrorKind::cancelled) co_return stopped.error();
  log::warning("{}: {}: stopping its containers without Compose", service_, stopped.error().text);
  for (const auto& one : states) {
    auto ended = co_await docker::stop_container(shared_.engine, one.id, limit);
    if (!ended && ended.error().kind != ErrorKind::not_found) co_return ended.error();
  }
  co_return done;
}

// Volumes stay.
Task<Outcomes> Project::clear() {
  know_plan();
  auto states = co_await list();
  if (!states) co_return failure(Ending::engine, states.error());
  auto ended = co_await stop_all(*states);
  if (!ended && is_engine_away(ended.error())) co_return outcome(Event::engine_lost);
  co_await outputs_.drained();
  auto& record = shared_.ledger.of(service_);
  if (record.current_run() != nullptr) {
    record.end_run(service::name_of(verdict_.ending), verdict_.text, Moment::unix_usec());
    shared_.ledger.save(service_);
  }
  auto removed = co_await remove_all(*states);
  if (!removed && is_engine_away(removed.error())) co_return outcome(Event::engine_lost);
  if (!removed) {
    log::error("remove the containers of {}: {}", service_, removed.error().text);
    co_return failure(Ending::engine, removed.error());
  }
  outputs_.close_all();
  parts_.clear();
  status_.containers.clear();
  status_.health = "none";
  may_be_made_ = false;
  co_return outcome(Event::removed);
}

Task<Result<void>> Project::remove_all(States states) {
  Result<void> done;
  bool is_clean = states.empty() && !may_be_made_;
  if (is_clean) co_return done;
  std::vector<std::string> bare{"down", "--remove-orphans"};
  auto words = with_timeout(bare);
  auto limit = stop_limit();
  auto removed = co_await compose(now_.files, words, limit);
  if (!removed && removed.error().kind == ErrorKind::cancelled) co_return removed.error();
  auto left = co_await list();
  if (!left) co_return left.error();
  if (!removed)
    log::warning("{}: {}: removing its containers without Compose, its networks may be left", service_,
                 removed.error().text);
  for (const auto& one : *left) {
    auto gone = co_await docker::remove_container(shared_.engine, one.id, true);
    if (!gone && gone.error().kind != ErrorKind::not_found) co_return gone.error();
  }
  co_return done;
}

}  // namespace berth::supervise
