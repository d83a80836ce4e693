// A service's log file. Writing to it never throws and never waits for the file to become well: what cannot be written
// is counted, and the file says so itself, in one line, as soon as it can be written again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/packing.h"
#include "base/result.h"
#include "base/unique_fd.h"
#include "logs/log_place.h"
#include "logs/moment.h"
#include "service/spec.h"

namespace berth::logs {

class LogFile {
 public:
  // `service` is named in the gap record. Nothing is opened before there is something to write.
  LogFile(const service::Log& log, std::string service);

  // Opens the file, again if it was moved or has failed (after a second at the earliest), and says where the next
  // write begins; nowhere while it cannot be written. One that has reached its size is rotated, if it may be.
  LogPlace ready(const Moment& now, bool may_rotate);
  // Whether it was rotated since this was last asked.
  bool was_rotated() { return std::exchange(was_rotated_, false); }
  // What stands before the next text: the end of a line that was cut off, and the record of what was lost.
  const std::string& preface() const { return preface_; }
  bool is_cut_short() const { return cut_short_; }
  // Of the file as it is now.
  std::uint64_t size() const;

  // After ready(): appends preface and text. `already` bytes of the two are in the file.
  void write(std::string_view text, const Moment& now, std::size_t already = 0);
  // A write that a dead process began: where it stood, and whether it began with a newline.
  void resume(bool cut_short);
  // Takes back what follows `size`.
  void cut_back(std::uint64_t size);

  // The next ready() tries even a file that has just failed: the last chance to tell of a gap.
  void retry_now() { retry_at_ = {}; }
  // The next ready() looks whether the file was moved, however little time has passed.
  void look_now() { look_at_ = {}; }
  bool has_gap() const { return gap_.bytes > 0; }

  // What another process must know to go on.
  void save(std::string& state) const;
  void restore(Unpacking& state);

  // Why lines are being lost at present; empty while all is well.
  const std::string& trouble() const { return trouble_; }
  // The newest gap record written, without its newline.
  const std::string& last_gap() const { return last_gap_; }
  std::uint64_t lost_lines() const { return lost_lines_; }

 private:
  struct Gap {
    std::uint64_t lines = 0, bytes = 0;
    std::chrono::system_clock::time_point from, until;
    std::string reason;
  };

  Result<void> make_ready(const Moment& now);
  Result<void> open();
  void rotate_if_full(const Moment& now);
  bool is_still_there() const;
  void make_preface();
  void fail(const Error& error, const Moment& now);
  void lose(std::string_view text, const Moment& now);
  std::string gap_record() const;

  service::Log log_;
  std::string path_, service_;
  UniqueFd fd_;
  bool cut_short_ = false;  // when opened, the file ended in the middle of a line: a newline comes first
  std::string preface_;
  Gap gap_;
  std::string trouble_, last_gap_;
  std::uint64_t lost_lines_ = 0;
  bool was_rotated_ = false;
  std::chrono::steady_clock::time_point retry_at_{}, look_at_{}, rotate_at_{};
};

}  // namespace berth::logs
