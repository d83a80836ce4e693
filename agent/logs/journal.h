// The way to journald. Sending never waits and never throws: what journald cannot take now is queued up to a limit and
// sent on later; what does not fit is counted. (libsystemd's sd_journal_sendv waits as long as journald stalls, which
// would stop every service of this one-threaded agent.)
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "loop/task.h"

namespace berth::logs {

class Journal {
 public:
  // Records of one sender that were given up; the journal may add to it later than send().
  using Drops = std::shared_ptr<std::uint64_t>;

  struct Counters {
    std::uint64_t sent = 0, dropped = 0, reconnects = 0;
    std::size_t queued_bytes = 0;
  };

  static constexpr std::size_t most_queued = 1024 * 1024;
  // Beyond that, for Berth's own few records (those without drops): a noisy service must not keep them out.
  static constexpr std::size_t reserve = 64 * 1024;

  explicit Journal(const Executor& executor, std::string path = "/run/systemd/journal/socket");
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;
  // Offers what is queued one last time.
  ~Journal();

  // `record` is made with add_field(). Order is kept.
  void send(std::string_view record, const Drops& drops = nullptr);
  const Counters& counters() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace berth::logs
