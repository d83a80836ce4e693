#include "supervise/steps.h"

namespace berth::supervise {

using service::Action;
using service::Event;

Steps::Steps(Shared& shared, std::string service, Status& status, StepCallbacks callbacks)
    : shared_(shared), service_(std::move(service)), status_(status), callbacks_(std::move(callbacks)) {}

Task<Outcomes> Steps::run(Action action) {
  auto outcomes = co_await perform(action);
  // What it had been asked to do the engine may have done all the same: the next start looks.
  if (!outcomes.empty() && outcomes.back().event == Event::engine_lost) knows_containers_ = false;
  co_return outcomes;
}

Task<Outcomes> Steps::perform(Action action) {
  switch (action) {
    case Action::load: return load();
    case Action::pull: return pull();
    case Action::create: return create(now_, now_.spec->container.name);
    case Action::start: return start();
    case Action::prepare: return prepare();
    case Action::fall_back: return fall_back();
    case Action::look: return look();
    case Action::stop: return stop();
    case Action::set_aside: return set_aside();
    case Action::go_back: return go_back();
    default: return clear();
  }
}

bool is_engine_away(const Error& error) {
  return error.kind == ErrorKind::unreachable || error.kind == ErrorKind::timeout;
}

Outcomes outcome(Event event) {
  return Outcomes(1, Outcome{event, {}});
}

Outcomes failure(service::Ending ending, const Error& error) {
  if (ending != service::Ending::descriptor && is_engine_away(error)) return outcome(Event::engine_lost);
  service::Verdict verdict{ending, 0, error.text};
  return Outcomes(1, Outcome{Event::failed, verdict});
}

bool is_failure(const Outcomes& outcomes) {
  auto event = outcomes.back().event;
  return event == Event::failed || event == Event::engine_lost;
}

}  // namespace berth::supervise
