// Who performs the long actions of the machine for one service: its container's Steps, or the Project of a Compose
// file.
#pragma once

#include <string>

#include "supervise/candidate.h"
#include "supervise/outcome.h"
#include "supervise/shared.h"

namespace berth::supervise {

struct Fetched {
  std::string digest;
  std::string trouble;  // why the registry could not be asked, where the cache does instead; empty: all is well
};

class Performer {
 public:
  Performer() = default;
  Performer(const Performer&) = delete;
  Performer& operator=(const Performer&) = delete;
  virtual ~Performer() = default;

  // Ends in an outcome, and decides nothing about what comes next.
  virtual Task<Outcomes> run(service::Action action) = 0;
  // What led to the next action: it ends up in the history and in what people read.
  virtual void because_of(service::Verdict verdict) = 0;
  // What runs, or is being started; and in words.
  virtual const Candidate& current() const = 0;
  virtual std::string text() const = 0;
  // Whether it is healthy, asked now.
  virtual Task<bool> probe() = 0;
  // Fetches what the next start will use, whatever runs now; `berthctl pull`.
  virtual Task<Result<std::string>> pull_ahead() = 0;
  // The same as its start would: from the cache where its policy takes that. An error is that of the start to come.
  virtual Task<Result<Fetched>> fetch_for_start() = 0;
  // Somebody stops the service in the course of its start: what comes before the start proper is not waited for.
  virtual void end_pre_run() = 0;
  virtual void note_ready() = 0;

  // What only a single container and its image have.
  virtual Task<bool> reload(Duration) { co_return false; }
  virtual void note_kill(const std::string&) {}
  virtual void forget_restart() {}
  virtual void note_engine_up() {}
  virtual void condemn(const service::Verdict&) {}
  virtual void acquit() {}
  virtual void approve() {}
  virtual void show_record() {}
  virtual bool is_proven() const { return true; }
  virtual std::string forget_before() { return {}; }
};

}  // namespace berth::supervise
