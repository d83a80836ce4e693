// What the engine tells us, in plain structs.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace berth::docker {

struct EngineVersion {
  std::string version;      // "24.0.7"
  std::string api_version;  // the one we speak with it: "1.43"
  std::string os, arch;     // "linux", "amd64"
};

enum class Health { none, starting, healthy, unhealthy };

// From inspect everything; from a list id, name, image, image_id, labels, status, running and paused.
struct ContainerState {
  std::string id;
  std::string name;      // without the leading slash
  std::string image_id;  // "sha256:…"
  std::string image;     // what the container was created from, as it was written then
  std::map<std::string, std::string> labels;
  std::string status;    // created, running, paused, restarting, removing, exited or dead
  bool running = false;  // also when it is paused
  bool paused = false;
  std::int64_t pid = 0;
  std::int64_t exit_code = 0;
  bool oom_killed = false;
  std::string restart_policy;           // no, always, unless-stopped or on-failure; the engine's own restarts
  std::string error;                    // why it could not start
  std::string started_at, finished_at;  // RFC 3339
  Health health = Health::none;
  // The health check's command as the Engine API has it, from the descriptor or the image; empty: there is none.
  std::vector<std::string> health_test;
  std::int64_t health_failures = 0;     // in a row
  std::int64_t health_exit_status = 0;  // of the last check
};

struct ImageState {
  std::string id;
  std::vector<std::string> repo_digests, repo_tags;
  std::string created;  // RFC 3339
  std::vector<std::string> environment;
  std::map<std::string, std::string> labels;  // every container made of it has them, too
  std::string user;
  std::string os, architecture;
  bool has_health_check = false;
  std::int64_t size = 0;
};

struct PullProgress {
  std::size_t layers_total = 0, layers_done = 0;
  std::uint64_t bytes_current = 0, bytes_total = 0;  // of the layers whose download has begun
  std::string status;                                // the engine's latest words
};

struct Event {
  std::string type;    // "container"
  std::string action;  // "die", "health_status: healthy", …
  std::string actor_id;
  std::map<std::string, std::string> attributes;
  std::int64_t time_nano = 0;
};

}  // namespace berth::docker
