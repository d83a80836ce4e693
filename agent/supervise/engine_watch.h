// Knows whether the engine is there, and passes on what it says about our containers. Events are hints: whoever gets
// one looks. After every (re)connect `up` comes only when the events flow, so that a look after it misses nothing.
#pragma once

#include <functional>
#include <string>

#include "docker/engine.h"
#include "docker/events.h"
#include "loop/path_watch.h"
#include "loop/tasks.h"
#include "loop/wakeup.h"

namespace berth::supervise {

class EngineWatch {
 public:
  struct Listener {
    std::function<void()> up;
    std::function<void()> lost;
    std::function<void(const std::string& service, const docker::Event&)> hint;
    std::function<void(const std::string& project, const docker::Event&)> project_hint = nullptr;
  };

  EngineWatch(Tasks& tasks, docker::Engine& engine, Listener listener);

  void begin();
  bool is_up() const { return up_; }
  // Since when without interruption, in microseconds since 1970; 0: it was never up.
  std::int64_t up_since() const { return up_since_; }
  const docker::EngineVersion& version() const { return version_; }
  const std::string& trouble() const { return trouble_; }  // why it is not up
  // Returns when it is known whether the engine is there, or after `limit`.
  Task<> first_answer(Duration limit);
  // Somebody's call found it away: look again, even if the event stream seems well.
  void suspect() { suspected_.notify(); }

 private:
  Task<> watch();
  Task<> follow(std::uint64_t generation);
  void pass_on(const docker::Event& event);
  Task<> wait_for_change();
  Task<> notice_socket();
  void say_lost(const std::string& why);
  void say_answered();

  Tasks& tasks_;
  docker::Engine& engine_;
  Listener listener_;
  docker::EngineVersion version_;
  std::string trouble_ = "not asked yet";
  bool up_ = false;
  std::int64_t up_since_ = 0;
  std::uint64_t generation_ = 0;
  Tasks::Id following_ = 0;
  Wakeup suspected_;
  Wakeup answered_;
  bool has_answered_ = false;
  PathWatch socket_;
  Duration pause_{0};
};

}  // namespace berth::supervise
