// One service's output: every line goes to its log file as it came, in the order of arrival, and to the journal within
// a fair share. A trouble with either leg is counted and told; it never reaches the container.
//
// It works in batches: begin(), any number of take(), seal() says where the text will stand, write() puts it there. The
// same calls after the same restore() make the same text.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "base/log.h"
#include "base/packing.h"
#include "logs/checkpoint.h"
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

  // `journal` and `checkpoint` must outlive the sink. Nothing is opened before the first line. `rotated` is called
  // after each rotation of the file.
  Sink(const Executor& executor, Journal& journal, Checkpoint& checkpoint, const Source& source,
       const service::Log& log, std::function<void()> rotated = nullptr);
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  void begin(const Moment& now);
  // A piece of a stream, cut anywhere; the larger the pieces, the less each line costs. It must stay until write().
  void take(Stream stream, std::string_view bytes);
  // Both streams are over, or one: their unfinished last lines are taken.
  void take_ends();
  void take_end(Stream stream);
  // A line of Berth's own between the container's.
  void take_note(std::string_view text);
  // `again`: the batch was sealed before, by a process that died.
  Checkpoint::Batch seal(const Checkpoint::Batch* again = nullptr);
  void write(std::size_t already = 0);
  // Nothing will follow: what did not reach the journal is told now.
  void end();

  // Whether the text of that batch stands in the file as a whole, and how much of it does.
  bool has(const Checkpoint::Batch& batch, std::size_t& already);
  void cut_back(const Checkpoint::Batch& batch);

  // Between batches: what another process must know to go on.
  void save(std::string& state) const;
  void restore(Unpacking& state);

  // Somebody else has moved the file.
  void look_for_file();

  // A line of Berth's own about this service, to the journal only.
  void note(log::Level priority, std::string_view text, std::string_view id = {});

  Counters counters() const;
  // Why the file is losing lines at present; empty while all is well.
  std::string_view file_trouble() const { return file_ ? std::string_view(file_->trouble()) : std::string_view(); }

 private:
  void take_lines(Stream stream);
  void add_to_file(Stream stream, const Line& line);

  Journal& journal_;
  Checkpoint& checkpoint_;
  std::string service_;
  service::LogFormat format_;
  std::string part_;
  std::function<void()> rotated_;
  Lines lines_of_[2];
  std::optional<LogFile> file_;
  std::optional<JournalLeg> leg_;
  std::optional<Stream> open_;  // whose cut line the file ends in at present
  Counters counters_;

  Moment now_;
  bool was_well_ = true;          // the file, before this batch
  bool was_open_ = false;         // it ended in a cut line
  std::string text_;              // of this batch
  std::uint64_t in_journal_ = 0;  // lines of it that a process before this one has sent
};

}  // namespace berth::logs
