#include "loop/deadline.h"

#include <boost/asio/steady_timer.hpp>

namespace berth {

struct Deadline::State : std::enable_shared_from_this<State> {
  State(const Executor& executor, std::function<void()> f) : timer(executor), expire(std::move(f)) {}

  void arm(Duration limit) {
    timer.expires_after(limit == Duration::max() ? Duration(0) : limit);  // also ends the wait of before
    if (limit == Duration::max()) return;
    timer.async_wait([self = shared_from_this()](boost::system::error_code error) {
      if (error || self->expire == nullptr) return;
      self->expired = true;
      self->expire();
    });
  }

  boost::asio::steady_timer timer;
  std::function<void()> expire;
  bool expired = false;
};

Deadline::Deadline(const Executor& executor, Duration limit, std::function<void()> expire)
    : state_(std::make_shared<State>(executor, std::move(expire))) {
  state_->arm(limit);
}

Deadline::~Deadline() {
  state_->expire = nullptr;  // a completion that is queued already must not touch what the owner is taking down
  state_->timer.cancel();
}

void Deadline::extend(Duration limit) {
  if (!state_->expired) state_->arm(limit);
}

bool Deadline::expired() const {
  return state_->expired;
}

}  // namespace berth
