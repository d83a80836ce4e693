#include "supervise/passage.h"

#include <sys/socket.h>

#include <cerrno>

#include "base/log.h"

namespace berth::supervise {

namespace {

// As much as one read may bring: the larger, the less each line costs; one service has the loop no longer than for
// that.
constexpr std::size_t most_peeked = 256 * 1024;

// Shared by all services: nothing stays in them between two turns of the loop.
std::string& buffer() {
  static std::string bytes(most_peeked, '\0');
  return bytes;
}

std::string& waste() {
  static std::string bytes(most_peeked, '\0');
  return bytes;
}

// How much has been peeked at and is still there: the kernel keeps it with the socket, across processes (SO_PEEK_OFF,
// socket(7)).
// -1: it does not keep that.
constexpr int uncounted = -1;
int peek_offset(int socket) {
  int offset = 0;
  socklen_t size = sizeof offset;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEEK_OFF, &offset, &size) < 0) return 0;
  return offset;
}

void set_peek_offset(int socket, int offset) {
  if (::setsockopt(socket, SOL_SOCKET, SO_PEEK_OFF, &offset, sizeof offset) < 0)
    log::error("{}", from_errno(errno, "read an output by peeking (SO_PEEK_OFF)").text);
}

}  // namespace

Passage::Passage(const Executor& executor, logs::Journal& journal, const std::string& checkpoint_path,
                 const logs::Source& source, const service::Log& log, std::function<void()> rotated)
    : checkpoint(checkpoint_path), sink(executor, journal, checkpoint, source, log, std::move(rotated)) {
  if (!checkpoint.trouble().empty())
    log::warning("{}: lines may be doubled after a crash: {}", source.service, checkpoint.trouble());
}

void Passage::pick_up(int socket) {
  if (checkpoint.is_done()) {
    if (!checkpoint.is_new()) remember(checkpoint.state());
    return;
  }
  auto taken = checkpoint.batch().taken;
  auto offset = socket >= 0 ? peek_offset(socket) : 0;
  auto left = offset == uncounted ? taken : std::min<std::uint64_t>(static_cast<std::uint64_t>(offset), taken);
  std::size_t already = 0;
  sink.begin(logs::Moment::now());
  if (sink.has(checkpoint.batch(), already) || (socket >= 0 && left < taken)) {
    remember(checkpoint.state());
    if (socket >= 0) take_out(socket, left);
    checkpoint.done();
  } else {
    redo_batch(socket, already);
  }
}

// Nothing was taken out of the socket, and the file has only `already` bytes of the text: once more. Until the file has
// all of it or none, the checkpoint must not change: we may be killed, too.
void Passage::redo_batch(int socket, std::size_t already) {
  auto batch = checkpoint.batch();
  remember(checkpoint.state_before());
  // Not 0, which says that all of it has been taken out.
  if (socket >= 0) set_peek_offset(socket, uncounted);
  bool is_there = socket >= 0 && batch.taken > 0 && peek(socket, batch.taken) == static_cast<ssize_t>(batch.taken);
  if (is_there) {
    set_peek_offset(socket, static_cast<int>(batch.taken));
    pass_on(socket, batch.taken, &batch);
  } else {
    if (already > 0) sink.cut_back(batch);
    checkpoint.undo();
  }
}

ssize_t Passage::peek(int socket, std::size_t limit) {
  limit = limit == 0 ? most_peeked : std::min(limit, most_peeked);
  return ::recv(socket, buffer().data(), limit, MSG_PEEK | MSG_DONTWAIT);
}

std::string_view Passage::peeked(std::size_t count) {
  return std::string_view(buffer()).substr(0, count);
}

void Passage::peek_anew(int socket) {
  set_peek_offset(socket, 0);
}

bool Passage::pass_on(int socket, std::size_t count, const logs::Checkpoint::Batch* again) {
  auto now = logs::Moment::now();
  if (again != nullptr) now.wall = std::chrono::system_clock::time_point(Duration(again->at));
  auto at = std::chrono::duration_cast<Duration>(now.wall.time_since_epoch()).count();
  sink.begin(now);
  auto given = read(socket, peeked(count), at);
  commit(socket, count, again);
  if (!given) sink.note(log::Level::error, given.error().text);
  return given.has_value();
}

// The order is everything: known, written, taken out, done.
void Passage::commit(int socket, std::size_t taken, const logs::Checkpoint::Batch* again) {
  auto batch = sink.seal(again);
  batch.taken = taken;
  if (taken == 0 && batch.length == 0) return;  // the last batch that had something stays the last
  bool is_same_file = again != nullptr && again->place.is_somewhere() && batch.place.is_same_file(again->place) &&
                      batch.place.offset >= again->place.offset;
  auto already = is_same_file ? batch.place.offset - again->place.offset : 0;
  bool goes_on = is_same_file && batch.length == again->length && already <= batch.length;
  if (again != nullptr && !goes_on) {
    if (already > 0) sink.cut_back(*again);
    if (is_same_file) batch.place = again->place;
    already = 0;
    checkpoint.undo();
  }
  // One that goes on is begun already, and what is known after it has not changed.
  if (!goes_on) checkpoint.begin(batch, remembered());
  sink.write(already);
  take_out(socket, taken);
  checkpoint.done();
}

void Passage::take_out(int socket, std::size_t count) {
  while (count > 0) {
    auto got = ::recv(socket, waste().data(), std::min(count, waste().size()), MSG_DONTWAIT);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    count -= static_cast<std::size_t>(got);
  }
}

}  // namespace berth::supervise
