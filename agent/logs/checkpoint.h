// How far the taking apart of one output has come, kept where it outlives the process: whoever reads on after a
// `kill -9` at any instruction knows which bytes are in the file, and which have left the socket.
//
// A batch is a piece of the output on its way: peeked at in the socket, begun here, written, taken out of the socket,
// done. Two slots take turns, so that the state before a batch stays until the batch is done.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/unique_fd.h"
#include "logs/log_place.h"

namespace berth::logs {

class Checkpoint {
 public:
  struct Batch {
    std::uint64_t taken = 0;  // bytes of the socket
    LogPlace place;           // where its text begins in the file
    std::uint64_t length = 0;
    std::uint64_t newline_first = 0;  // the file ended in the middle of a line
    std::int64_t at = 0;              // microseconds since 1970
  };

  // Goes on with the file at `path`, or makes it. Where no file can be had it is kept in memory, and trouble() says
  // why.
  explicit Checkpoint(const std::string& path);
  Checkpoint(const Checkpoint&) = delete;
  Checkpoint& operator=(const Checkpoint&) = delete;
  ~Checkpoint();

  const std::string& trouble() const { return trouble_; }
  // Somebody before this one has had it; otherwise nothing is known of what was read before.
  bool was_there() const { return was_there_; }
  // No batch was ever begun.
  bool is_new() const;
  // The newest batch, and what is to be known after it.
  const Batch& batch() const;
  bool is_done() const;
  std::string state() const;
  // What was known before it; empty if it is the first.
  std::string state_before() const;

  // `state` is what will be known after this batch.
  void begin(const Batch& batch, std::string_view state);
  void done();
  // As if the newest batch had not been begun: only while nothing of it is in the file.
  void undo();

  // Lines of the batch that comes next (begun or not) that are in the journal already.
  std::uint64_t journaled() const;
  void count_journaled();

  static void remove(const std::string& path);

 private:
  struct Slot;
  struct Page;

  bool open(const std::string& path);
  Slot& slot() const;
  std::string state_of(std::uint64_t sequence) const;
  std::uint64_t journal_sequence() const;

  UniqueFd fd_;
  Page* page_ = nullptr;
  bool was_there_ = false;
  std::string trouble_;
};

}  // namespace berth::logs
