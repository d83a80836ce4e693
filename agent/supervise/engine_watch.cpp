#include "supervise/engine_watch.h"

#include "base/log.h"
#include "docker/events.h"
#include "supervise/labels.h"

namespace berth::supervise {

namespace {

constexpr Duration shortest_pause = std::chrono::milliseconds(100);
constexpr Duration longest_pause = std::chrono::seconds(5);

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/'));
}

}  // namespace

EngineWatch::EngineWatch(Tasks& tasks, docker::Engine& engine, Listener listener)
    : tasks_(tasks),
      engine_(engine),
      listener_(std::move(listener)),
      suspected_(tasks.executor()),
      answered_(tasks.executor()),
      socket_folder_(tasks.executor(), {folder_of(engine.socket_path())}) {}

void EngineWatch::begin() {
  tasks_.start("engine", watch());
  tasks_.start("engine socket", notice_socket());
}

Task<> EngineWatch::first_answer(Duration limit) {
  if (!has_answered_) co_await answered_.wait_for(limit);
}

void EngineWatch::say_answered() {
  has_answered_ = true;
  answered_.notify();
}

void EngineWatch::say_lost(const std::string& why) {
  trouble_ = why;
  say_answered();
  if (!std::exchange(up_, false)) return;
  log::warning("the Docker engine is away: {}", why);
  listener_.lost();
}

Task<> EngineWatch::watch() {
  while (true) {
    auto found = co_await engine_.connect();
    if (!found) {
      say_lost(found.error().text);
      co_await wait_for_change();
      continue;
    }
    version_ = *found;
    auto generation = ++generation_;
    following_ = tasks_.start("engine events", follow(generation));
    // Until the stream ends or somebody's call fails.
    co_await suspected_.wait();
    tasks_.cancel(following_);
    ++generation_;
    if (up_) {
      auto still = co_await engine_.connect();
      say_lost(still ? "the event stream was interrupted" : still.error().text);
    }
    co_await wait_for_change();
  }
}

Task<> EngineWatch::follow(std::uint64_t generation) {
  docker::EventFilter filter;
  filter.label = service_label;
  filter.actions = {"die", "oom", "health_status", "destroy"};
  docker::EventReader reader = [this](const docker::Event& event) {
    auto service = event.attributes.find(service_label);
    if (event.type == "container" && service != event.attributes.end()) listener_.hint(service->second);
  };
  std::function<void()> subscribed = [this, generation] {
    if (generation != generation_) return;
    pause_ = Duration(0);
    up_ = true;
    trouble_.clear();
    log::info("the Docker engine is there: {}, API {}", version_.version, version_.api_version);
    listener_.up();
    say_answered();
  };
  auto ended = co_await docker::follow_events(engine_, filter, reader, subscribed);
  if (generation != generation_) co_return;
  if (!ended) trouble_ = ended.error().text;
  suspected_.notify();
}

// Backs off while the engine stays away, but not longer than until its socket appears anew.
Task<> EngineWatch::wait_for_change() {
  pause_ = std::min(longest_pause, std::max(shortest_pause, pause_ * 2));
  co_await suspected_.wait_for(pause_);
}

Task<> EngineWatch::notice_socket() {
  while (true) {
    auto changed = co_await socket_folder_.changed();
    if (!changed) co_return;
    if (!up_) {
      pause_ = Duration(0);
      suspected_.notify();
    }
  }
}

}  // namespace berth::supervise
