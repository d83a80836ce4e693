// One service's output: every line goes to its log file as it came, in the order of arrival, and to the journal within
// a fair share. A trouble with either leg is counted and told; it never reaches the container.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/log.h"
#include "logs/journal_leg.h"
#include "logs/lines.h"
#include "logs/log_file.h"
#include "service/spec.h"

namespace berth::logs {

class Sink {
 public:
  struct Counters {
    std::uint64_t lines = 0, bytes = 0;  // of the container
    std::uint64_t file_lost = 0;         // lines
    std::uint64_t journal_dropped = 0, journal_suppressed = 0;
  };

  // `journal` must outlive the sink. Nothing is opened before the first line.
  Sink(const Executor& executor, Journal& journal, const Source& source, const service::Log& log);
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // A piece of a stream, cut anywhere; the larger the pieces, the less each line costs.
  void write(Stream stream, std::string_view bytes);
  // Both streams are over: unfinished last lines and pending counts are written now.
  void end();

  // A line of Berth's own about this service, to the journal only.
  void note(log::Level priority, std::string_view text);

  Counters counters() const;
  // Why the file is losing lines at present; empty while all is well.
  std::string_view file_trouble() const { return file_ ? std::string_view(file_->trouble()) : std::string_view(); }

 private:
  void take_lines(Stream stream, const Moment& now);
  void add_to_file(Stream stream, const Line& line);
  void write_file(const Moment& now);

  Journal& journal_;
  std::string service_;
  Lines lines_of_[2];
  std::optional<LogFile> file_;
  std::optional<JournalLeg> leg_;
  std::optional<Stream> open_;  // whose cut line the file ends in at present
  Counters counters_;
};

}  // namespace berth::logs
