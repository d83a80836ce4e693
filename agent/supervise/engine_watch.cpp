#include "supervise/engine_watch.h"

#include "base/log.h"
#include "loop/wakeup.h"
#include "supervise/labels.h"
#include "supervise/status.h"

namespace berth::supervise {

namespace {

constexpr Duration shortest_pause = std::chrono::milliseconds(100);
constexpr Duration longest_pause = std::chrono::seconds(5);

// On the way to the socket, links included.
constexpr std::size_t most_folders = 64;

}  // namespace

EngineWatch::EngineWatch(Tasks& tasks, docker::Engine& engine, Listener listener)
    : tasks_(tasks),
      engine_(engine),
      listener_(std::move(listener)),
      suspected_(tasks.executor()),
      answered_(tasks.executor()),
      socket_(tasks.executor(), most_folders) {}

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
    // Said before it is asked anew: a socket that systemd holds takes the question, and the answer comes from the next
    // engine, which knows nothing of what was lost in between.
    if (up_) say_lost("the event stream was interrupted");
    co_await wait_for_change();
  }
}

Task<> EngineWatch::follow(std::uint64_t generation) {
  docker::EventFilter filter;  // by no label: several would all have to be there
  filter.actions = {"start", "kill", "die", "oom", "health_status", "pause", "unpause", "destroy"};
  docker::EventReader reader = [this](const docker::Event& event) { pass_on(event); };
  std::function<void()> subscribed = [this, generation] {
    if (generation != generation_) return;
    pause_ = Duration(0);
    up_ = true;
    up_since_ = Moment::unix_usec();
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

// Who starts a service's one container knows of it; those of a project the engine may start by itself.
void EngineWatch::pass_on(const docker::Event& event) {
  if (event.type != "container") return;
  auto service = event.attributes.find(service_label);
  auto project = event.attributes.find(compose_project_label);
  if (service != event.attributes.end()) {
    if (event.action != "start") listener_.hint(service->second, event);
  } else if (project != event.attributes.end() && listener_.project_hint) {
    listener_.project_hint(project->second, event);
  }
}

// Backs off while the engine stays away, but not longer than until its socket appears anew.
Task<> EngineWatch::wait_for_change() {
  pause_ = std::min(longest_pause, std::max(shortest_pause, pause_ * 2));
  co_await suspected_.wait_for(pause_);
}

Task<> EngineWatch::notice_socket() {
  while (true) {
    socket_.watch("", {engine_.socket_path()});
    auto changed = co_await socket_.changed();
    if (!changed && changed.error().kind == ErrorKind::cancelled) co_return;
    if (!changed) {
      co_await sleep(longest_pause * 12);  // until then the pauses alone decide
      continue;
    }
    if (!up_) {
      pause_ = Duration(0);
      suspected_.notify();
    }
  }
}

}  // namespace berth::supervise
