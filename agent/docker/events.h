// What happens to containers, as it happens. Lossy by nature: the engine remembers few events and forgets all at its
// restart, so who follows must list anew whenever this begins.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "docker/engine.h"

namespace berth::docker {

struct EventFilter {
  std::string label;  // "key" or "key=value" that the container carries
  // "die", "health_status" (whatever it becomes), …; empty: all, which is three for every health check that runs.
  std::vector<std::string> actions;
  std::int64_t since_nano = 0;  // also those from then on, as far as the engine remembers; 0: only new ones
};

using EventReader = std::function<void(const Event&)>;

// Until the engine ends the stream (no error) or the connection breaks. `subscribed` is called once the engine
// reports: whatever is listed after that misses nothing.
Task<Result<void>> follow_events(Engine& engine, EventFilter filter, EventReader reader,
                                 std::function<void()> subscribed = nullptr);

}  // namespace berth::docker
