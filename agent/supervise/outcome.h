// What a long action came to, in the machine's words.
#pragma once

#include <vector>

#include "base/error.h"
#include "service/machine.h"

namespace berth::supervise {

struct Outcome {
  service::Event event = service::Event::failed;
  service::Verdict verdict;
};
using Outcomes = std::vector<Outcome>;

// The engine could not be asked, which says nothing about the container.
bool is_engine_away(const Error& error);
Outcomes outcome(service::Event event);
Outcomes failure(service::Ending ending, const Error& error);
// The engine could not start a container: the image's program may be to blame.
Outcomes not_started(const Error& error);
// Whether these say that the action came to nothing.
bool is_failure(const Outcomes& outcomes);

}  // namespace berth::supervise
