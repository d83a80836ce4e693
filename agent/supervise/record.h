// What is remembered of a service's images: the last good one, those in quarantine, and how each run ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "supervise/baseline.h"

namespace berth::supervise {

// One build of an image. The id says which: a digest may be that of a list of builds for many platforms.
struct ImageVersion {
  std::string reference;  // as the descriptor named it then: "museum:latest"
  std::string id;         // "sha256:…"
  std::string digest;     // its registry's, "sha256:…"; empty for an image that never came from one

  // What people see of it: its digest where it has one.
  const std::string& name() const { return digest.empty() ? id : digest; }
  // Whether `prefix` ("sha256:0123", "0123") begins its digest or its id.
  bool is_named(std::string_view prefix) const;
};

struct Quarantined {
  ImageVersion image;
  std::int64_t at = 0;  // microseconds since 1970, as everywhere here
  std::string why;
};

struct Run {
  ImageVersion image;
  std::int64_t pulled = 0, started = 0, ready = 0, proved = 0, ended = 0;  // 0: not (yet)
  std::string result, why;                                                 // as on D-Bus; empty while it runs
};

struct Record {
  std::string image;           // the reference that the next three are about
  std::string digest;          // the registry digest it was last pulled at
  std::int64_t pulled = 0;     // when it first came
  std::int64_t confirmed = 0;  // when the registry last said that this is the newest; 0: never

  std::optional<ImageVersion> good;      // the last one that ran well for long enough
  std::optional<ImageVersion> previous;  // the one before
  bool good_ends = false;                // it has ended well by itself: a job, whose end says nothing bad
  std::vector<Quarantined> quarantine;   // oldest first, bounded
  std::vector<Run> history;              // oldest first, bounded
  std::optional<Baseline> baseline;      // what the container that runs was started with

  const Quarantined* find_quarantined(const std::string& image_id) const;
  void put_into_quarantine(const ImageVersion& version, const std::string& why, std::int64_t at);
  // Those whose name begins so, or all if it is empty; says how many.
  std::size_t release(std::string_view prefix);

  // The registry says at `at` that this is what its reference means.
  void confirm(const ImageVersion& version, std::int64_t at);
  // A run begins, with the time at which its image first came. One that was never ended was cut off.
  void begin_run(const ImageVersion& version, std::int64_t at);
  // The run under way, if there is one, is over.
  void end_run(std::string_view result, const std::string& why, std::int64_t at);
  // The run under way, or null; and its container, if that is known.
  Run* current_run();
  std::string current_container();
  // The image is the last good one from now on.
  void approve(const ImageVersion& version, std::int64_t at);
  // A person says so: what is left is in quarantine, and the one before is an older one that is not.
  void roll_back(const std::optional<ImageVersion>& from, const ImageVersion& to, std::int64_t at);
};

std::string to_json(const Record& record);
// Unknown keys are a newer version's; what has another type than ours counts as not there. Nothing if it is no JSON.
std::optional<Record> record_from_json(std::string_view text);

}  // namespace berth::supervise
