#include "logs/journal.h"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>

#include "logs/datagram.h"

namespace berth::logs {

namespace {

// How soon a journald that went away is looked for again, and one that is busy tried again even without a sign of room.
constexpr auto pause = std::chrono::milliseconds(200);

}  // namespace

struct Journal::State : std::enable_shared_from_this<State> {
  struct Entry {
    std::string record;
    Drops drops;
  };

  State(const Executor& executor, std::string p) : descriptor(executor), timer(executor), path(std::move(p)) {}

  Delivery attempt(std::string_view record);
  bool connect();
  void disconnect();
  void drop(const Drops& drops);
  void send_queued();
  void wait();
  void wake();

  boost::asio::posix::stream_descriptor descriptor;
  boost::asio::steady_timer timer;
  std::string path;
  std::deque<Entry> queue;
  Counters counters;
  int waits = 0;  // not over yet: for room at the receiver, and for the timer
  bool was_connected = false, closing = false;
};

bool Journal::State::connect() {
  if (descriptor.is_open()) return true;
  auto fd = connect_datagram(path);
  if (!fd) return false;
  boost::system::error_code failed;
  descriptor.assign(fd.get(), failed);
  if (failed) return false;
  fd.release();
  if (std::exchange(was_connected, true)) ++counters.reconnects;
  return true;
}

void Journal::State::disconnect() {
  boost::system::error_code ignored;
  descriptor.close(ignored);
}

Delivery Journal::State::attempt(std::string_view record) {
  // Twice: a socket that leads to a journald of the past is exchanged for one to its successor at once.
  for (int round = 0; round < 2; ++round) {
    if (!connect()) return Delivery::away;
    auto delivery = deliver(descriptor.native_handle(), record);
    if (delivery == Delivery::done) ++counters.sent;
    if (delivery != Delivery::away) return delivery;
    disconnect();
  }
  return Delivery::away;
}

void Journal::State::drop(const Drops& drops) {
  ++counters.dropped;
  if (drops) ++*drops;
}

void Journal::State::send_queued() {
  while (!queue.empty()) {
    auto& entry = queue.front();
    auto delivery = attempt(entry.record);
    if (delivery == Delivery::busy || delivery == Delivery::away) return;
    if (delivery == Delivery::refused) drop(entry.drops);
    counters.queued_bytes -= entry.record.size();
    queue.pop_front();
  }
}

void Journal::State::wait() {
  if (waits > 0 || closing || queue.empty()) return;
  auto wake_up = [self = shared_from_this()](boost::system::error_code) { self->wake(); };
  ++waits;
  timer.expires_after(pause);
  timer.async_wait(wake_up);
  if (!descriptor.is_open()) return;
  ++waits;
  descriptor.async_wait(boost::asio::posix::descriptor_base::wait_write, wake_up);
}

// The first of the two waits that ends calls off the other, and the last goes on.
void Journal::State::wake() {
  if (--waits > 0) {
    boost::system::error_code ignored;
    timer.cancel();
    descriptor.cancel(ignored);
    return;
  }
  if (!closing) send_queued();
  wait();
}

Journal::Journal(const Executor& executor, std::string path)
    : state_(std::make_shared<State>(executor, std::move(path))) {}

Journal::~Journal() {
  state_->closing = true;
  state_->send_queued();
  for (const auto& entry : state_->queue) state_->drop(entry.drops);
  state_->queue.clear();
  state_->disconnect();
  state_->timer.cancel();
}

void Journal::send(std::string_view record, const Drops& drops) {
  auto& state = *state_;
  if (state.queue.empty()) {
    auto delivery = state.attempt(record);
    if (delivery == Delivery::done) return;
    if (delivery == Delivery::refused) return state.drop(drops);
  }
  auto room = drops ? most_queued : most_queued + reserve;
  if (state.counters.queued_bytes + record.size() > room) return state.drop(drops);
  state.queue.push_back({std::string(record), drops});
  state.counters.queued_bytes += record.size();
  state.wait();
}

const Journal::Counters& Journal::counters() const {
  return state_->counters;
}

}  // namespace berth::logs
