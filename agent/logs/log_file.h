// A service's log file. Writing to it never throws and never waits for the file to become well: what cannot be written
// is counted, and the file says so itself, in one line, as soon as it can be written again.
#pragma once

#include <sys/uio.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/unique_fd.h"
#include "logs/moment.h"

namespace berth::logs {

class LogFile {
 public:
  // `service` is named in the gap record. Nothing is opened before there is something to write.
  LogFile(std::string path, std::string service);

  // Adds to the batch: what is next to the last addition in memory costs nothing. `bytes` must stay until write().
  void add(std::string_view bytes);
  // Writes the batch; a file that failed is tried again after a second at the earliest.
  void write(const Moment& now);
  // The next write() tries even a file that has just failed: the last chance to tell of a gap.
  void retry_now() { retry_at_ = {}; }

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
  bool is_still_there() const;
  Result<void> write_out(iovec*& part, const iovec* end);
  void fail(const Error& error, const Moment& now);
  void lose(const iovec* part, const iovec* end, const Moment& now);
  std::string gap_record() const;

  static constexpr std::size_t most_parts = 16;

  std::string path_, service_;
  UniqueFd fd_;
  bool cut_short_ = false;  // when opened, the file ended in the middle of a line: a newline comes first
  std::array<iovec, most_parts + 1> parts_{};  // the first is for the gap record
  std::size_t count_ = 0;
  Gap gap_;
  std::string trouble_, last_gap_;
  std::uint64_t lost_lines_ = 0;
  std::chrono::steady_clock::time_point retry_at_{}, look_at_{};
};

}  // namespace berth::logs
