// The time now by both clocks: one to measure with, one to tell people.
#pragma once

#include <chrono>
#include <string>

namespace berth::logs {

struct Moment {
  std::chrono::steady_clock::time_point steady;
  std::chrono::system_clock::time_point wall;

  static Moment now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }
};

// For people, in whole seconds: "2026-11-21T10:00:00Z".
std::string rfc3339(std::chrono::system_clock::time_point time);

}  // namespace berth::logs
