// A container's lines on their way to the journal: named after the service, cut to a size that journald's readers show,
// and no more of them than the service's fair share.
#pragma once

#include <optional>
#include <string>

#include "logs/journal.h"
#include "logs/lines.h"
#include "logs/rate_limit.h"
#include "logs/stream.h"
#include "loop/deadline.h"

namespace berth::logs {

// Whose output it is.
struct Source {
  std::string service;
  std::string container_id, container_name, image;
  std::string project = {}, part = {};  // of a Compose project: its name, and which of its containers this is
};

class JournalLeg {
 public:
  static constexpr std::size_t longest_message = 48 * 1024;

  JournalLeg(const Executor& executor, Journal& journal, const Source& source, RateLimit limit);

  void add(Stream stream, const Line& line, RateLimit::Time now);
  // The output is over: what did not reach the journal is told now.
  void end();

  std::uint64_t dropped() const { return *drops_; }
  std::uint64_t suppressed() const { return suppressed_; }

 private:
  void send(Stream stream, std::string_view message, bool goes_on);
  void suppress(RateLimit::Time now);
  void tell_suppressed();
  void tell_dropped();

  Executor executor_;
  Journal& journal_;
  std::string service_;
  std::string fields_of_[2];  // what is the same in every record of a stream
  std::string record_;
  RateLimit limit_;
  std::optional<Deadline> window_end_;
  Journal::Drops drops_ = std::make_shared<std::uint64_t>(0);
  std::uint64_t suppressed_ = 0, drops_told_ = 0;
};

}  // namespace berth::logs
