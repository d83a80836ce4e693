#include "supervise/schedule_watch.h"

#include "base/log.h"
#include "loop/wakeup.h"
#include "service/name.h"

namespace berth::supervise {

namespace {

// systemd tells several changes in a row, and is asked once.
constexpr Duration settle = std::chrono::milliseconds(20);

}  // namespace

ScheduleWatch::ScheduleWatch(Tasks& tasks, systemd::Timers& timers, Services services)
    : tasks_(tasks), timers_(timers), services_(std::move(services)) {}

void ScheduleWatch::begin() {
  tasks_.start("timers", listen());
}

Task<> ScheduleWatch::listen() {
  std::function<void(const std::string&)> changed = [this](const std::string& timer) {
    if (auto service = service::name_of_unit(timer); service && !services_.timer_of(*service).empty()) look(*service);
  };
  auto armed = co_await timers_.listen(changed);
  if (!armed) log::warning("the next runs of jobs may be shown too late: {}", armed.error().text);
}

void ScheduleWatch::look(const std::string& service) {
  bool is_new = wanted_.insert(service).second;
  if (is_new) tasks_.start("timer of " + service, ask(service));
}

Task<> ScheduleWatch::ask(std::string service) {
  co_await sleep(settle);
  wanted_.erase(service);
  auto timer = services_.timer_of(service);
  if (timer.empty()) co_return;
  auto next = co_await timers_.next_run(timer);
  if (next) services_.note(service, *next);
}

}  // namespace berth::supervise
