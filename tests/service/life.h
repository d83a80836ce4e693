// A life in a test: one step, told in a line.
#pragma once

#include <fmt/format.h>

#include <string>

#include "base/text.h"
#include "service/machine.h"

namespace berth::service {

// "stop remove": the actions of one step, for comparing and for messages.
inline std::string told(const std::vector<Action>& actions) {
  std::vector<std::string> names;
  for (auto action : actions) names.emplace_back(name_of(action));
  return text::join(names, " ");
}

inline std::string after(Life& life, Event event, const Verdict& verdict = {}) {
  auto actions = told(step(life, event, verdict));
  return fmt::format("{}: {}", name_of(life.state), actions);
}

inline Verdict exit_with(int status) {
  return {Ending::exit_code, status, fmt::format("exited with status {}", status)};
}

inline Life life_in(State state, bool clean = false) {
  Life life;
  life.state = state;
  life.clean = clean;
  return life;
}

}  // namespace berth::service
