// Sums up what a pull says about each layer, and understands what it says when it fails. Pure; for this room.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>

#include "base/error.h"
#include "docker/types.h"

namespace berth::docker {

class PullSummary {
 public:
  void add(const boost::json::value& message);
  const PullProgress& progress() const { return progress_; }

 private:
  struct Layer {
    bool done = false;
    std::uint64_t current = 0, total = 0;
  };

  void note(Layer& layer, std::string_view status, const boost::json::value& detail);
  void sum_up();

  std::map<std::string, Layer> layers_;
  PullProgress progress_;
};

// The engine's and the registries' many ways to say no, by the kind of answer that each one asks for. `name` is the
// repository's: a word in it is no reason.
Error pull_complaint(std::string_view message, std::string_view name);

}  // namespace berth::docker
