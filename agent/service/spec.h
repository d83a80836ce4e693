// What a descriptor says, once it is known to make sense: plain values, defaults filled in, nothing about how.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "service/compose.h"
#include "service/container.h"
#include "service/process.h"

namespace berth::service {

// A systemd key that goes into the unit as it is, in the order written: {"Restart", "on-failure"}.
using UnitKeys = std::vector<std::pair<std::string, std::string>>;

enum class LogFormat { plain, timestamps, json };

struct Log {
  std::string file;  // absolute; empty: no file
  bool journal = true;
  LogFormat format = LogFormat::plain;   // of the file
  std::uint64_t max_size = 64ull << 20;  // bytes of the file, after which it is rotated; 0: never
  int max_files = 5;                     // rotated ones, beside the one that is written to
  bool compress = true;                  // the rotated ones
  std::uint64_t rate_burst = 10'000;     // lines in the journal per window; 0: no limit
  Duration rate_window = std::chrono::seconds(30);
  bool operator==(const Log&) const = default;
};

// When an image counts as good, and what becomes of one that does not.
struct Update {
  bool rollback = true;                            // on failure; false: never
  Duration good_after = std::chrono::seconds(30);  // how long it must stay ready to be the last good one
  int keep_images = 2;                             // of this service, the running one among them
  bool operator==(const Update&) const = default;
};

// When a service runs that is not there all the time.
struct Schedule {
  std::vector<std::string> on_calendar;  // in systemd's words, whatever the descriptor's were
  std::optional<Duration> every;         // from start to start, first after one interval
  bool at_startup = false;
  bool persistent = false;  // what was missed while the host was off is made up for
  Duration randomized_delay{0};
  std::optional<Duration> accuracy;
  bool operator==(const Schedule&) const = default;
};

// What becomes of a service that runs while its descriptor or a file that it was given changes.
enum class OnConfigChange { none, reload, restart };

struct Spec {
  std::string name;                   // "museum"
  std::string path;                   // of the descriptor
  std::vector<std::string> drop_ins;  // their paths: what Place::file counts
  std::string description;
  UnitKeys unit, service, install;
  Container container;             // empty for a project and a process
  std::optional<Compose> compose;  // a project in place of a container
  std::optional<Process> process;  // a program of the host in place of a container
  Log log;
  Update update;
  std::optional<Schedule> schedule;
  OnConfigChange on_config_change = OnConfigChange::none;

  // What a container and a project have in common.
  ReadyWhen ready_when() const { return compose ? compose->ready_when : container.ready_when; }
  Duration stop_timeout() const {
    return compose ? compose->stop_timeout.value_or(usual_project_stop) : container.stop_timeout;
  }
  std::string title() const { return compose ? "project " + compose->project : "container " + container.name; }
  bool operator==(const Spec&) const = default;
};

}  // namespace berth::service
