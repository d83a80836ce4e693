// The time now by both clocks: one to measure with, one to tell people.
#pragma once

#include <chrono>

namespace berth::logs {

struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;

  static Moment now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }
};

}  // namespace berth::logs
