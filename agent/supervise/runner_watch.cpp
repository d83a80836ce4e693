// Time that passes in a state: a readiness that does not come, an image that proves itself, ill health that lasts.
#include "base/log.h"
#include "base/text.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/proof.h"
#include "supervise/runner.h"

namespace berth::supervise {

using service::Ending;
using service::Event;
using service::ReadyWhen;
using service::State;

namespace {

constexpr Duration first_moments = std::chrono::seconds(1);
constexpr Duration patience_margin = std::chrono::minutes(1);

Duration steady_now() {
  return Duration(static_cast<std::int64_t>(Moment::now().monotonic));
}

}  // namespace

void Runner::watch_state() {
  ++turn_;
  if (life_.state == State::warming) watch_warming();
  if (life_.state == State::running) watch_trial();
}

// systemd has been told to wait longer than this, so that there is time left to fall back.
void Runner::watch_warming() {
  auto ready_when = steps_->current().spec->ready_when();
  if (ready_when == ReadyWhen::container && said_ready_) return feed(Event::ready);
  if (ready_when == ReadyWhen::started) {
    timers_->after(first_moments, [self = shared_from_this()] { self->feed(Event::ready); });
    return;
  }
  if (ready_when == ReadyWhen::healthy) shared_.tasks.start("probe of " + service_, probe(shared_from_this(), turn_));
  if (start_limit_ > std::chrono::hours(24 * 365)) return;
  warm_until_ = steady_now() + start_limit_;
  wait_for_readiness();
}

void Runner::wait_for_readiness() {
  timers_->after(warm_until_ - steady_now(), [self = shared_from_this()] {
    if (steady_now() < self->warm_until_) return self->wait_for_readiness();  // it has asked for more time
    auto text = fmt::format("the container did not become ready within {} (TimeoutStartSec)",
                            format_duration(self->start_limit_));
    self->feed(Event::failed, {Ending::timeout, 0, text});
  });
}

// As with systemd: at least so much from now on. systemd itself is to wait longer, for what would follow.
void Runner::extend_warming(Duration span) {
  constexpr Duration longest = std::chrono::hours(24);
  warm_until_ = std::max(warm_until_, steady_now() + std::min(span, longest));
  tell_status(text_for_state(), std::min(span, longest) + patience_margin);
}

void Runner::watch_trial() {
  if (steps_->is_proven()) return;
  const auto* run = shared_.ledger.of(service_).current_run();
  auto ready_since = run != nullptr ? run->ready : 0;
  prove_after(left_to_prove(steps_->current().spec->update.good_after, ready_since, Moment::unix_usec()));
}

// What is ill, paused, or cannot be seen, proves nothing.
void Runner::prove_after(Duration pause) {
  timers_->after(pause, [self = shared_from_this()] {
    bool is_well = self->shared_.watch.is_up() && self->status_.health != "unhealthy" && !self->status_.paused;
    if (is_well) return self->feed(Event::proved);
    self->prove_after(std::chrono::seconds(30));
  });
}

// Quick at first: the engine checks for the first time only after a whole interval.
Task<> Runner::probe(std::shared_ptr<Runner> self, std::uint64_t turn) {
  constexpr Duration longest_pause = std::chrono::seconds(5);
  Duration pause = std::chrono::milliseconds(100);
  while (true) {
    co_await sleep(pause);
    if (turn != self->turn_ || self->life_.state != State::warming) co_return;
    auto steps = self->steps_;
    bool is_well = co_await steps->probe();
    if (turn != self->turn_ || self->life_.state != State::warming) co_return;
    if (is_well) {
      self->status_.health = "healthy";
      self->feed(Event::ready);
      co_return;
    }
    pause = std::min(longest_pause, pause * 3 / 2);
  }
}

// A new image with a good one behind it is not borne at all.
bool Runner::acts_on_ill_health() {
  const auto& container = steps_->current().spec->container;
  if (life_.covered) return true;
  if (container.on_unhealthy == service::OnUnhealthy::none) return false;
  auto now = steady_now();
  auto left = health_patience_.left(now);
  if (left.count() > 0) {
    if (timers_->is_pending(patience_timer_)) return false;
    logs::tell(shared_.journal, service_, log::Level::warning,
               fmt::format("unhealthy again; restarted in {} unless it gets well (HealthOnFailure)",
                           format_duration(std::chrono::ceil<std::chrono::seconds>(left))),
               logs::message_id::container_unhealthy);
    patience_timer_ = timers_->after(left, [self = shared_from_this()] { self->hint(); });
    return false;
  }
  health_patience_.restarted(now);
  return true;
}

void Runner::holder_heard(const HolderPtr& holder, const std::string& lines) {
  if (holder != holder_) return;
  // A holder says again to a new daemon what it has heard, long before that knows what is waited for.
  bool waits = life_.state == State::warming && steps_->current().spec->ready_when() == ReadyWhen::container;
  for (const auto& line : text::split(lines, '\n')) {
    if (line == "READY=1") {
      said_ready_ = true;
      if (waits) feed(Event::ready);
    } else if (waits && line.starts_with("EXTEND_TIMEOUT_USEC=")) {
      std::string digits(line.substr(line.find('=') + 1));
      extend_warming(Duration(std::strtoll(digits.c_str(), nullptr, 10)));
    } else if (line.starts_with("STATUS=")) {
      container_text_ = text::printable(line.substr(7), 256);
      if (life_.state == State::running || life_.state == State::warming) tell_status(text_for_state());
    }
  }
}

void Runner::holder_watchdog(const HolderPtr& holder) {
  if (holder != holder_) return;
  feed(Event::watchdog, {Ending::watchdog, 0, "the container did not say WATCHDOG=1 in time (WatchdogSec)"});
}

}  // namespace berth::supervise
