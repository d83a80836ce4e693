// What a migration has found and where it has put it, on the disk before anything is touched: whoever dies in the
// middle leaves behind what is needed to finish, or to go back.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace berth::ctl {

struct Manifest {
  std::string service;                                     // "museum"
  std::string descriptor;                                  // where it belongs: "/etc/berth/services/museum.yaml"
  std::vector<std::pair<std::string, std::string>> files;  // of the old unit: from, to
  std::vector<std::string> dependents;                     // units that systemd stops with it, and that were up
  bool was_active = false, was_enabled = false;
  bool timer_was_active = false, timer_was_enabled = false;
  bool is_job = false;
  bool is_done = false;    // the service is Berth's
  bool goes_back = false;  // a way back has begun: was_active is about the service as it was then
  bool operator==(const Manifest&) const = default;
};

std::string manifest_text(const Manifest& manifest);
Result<Manifest> read_manifest(const std::string& path, std::string_view text);

// Moves each file, those that are moved already stay; also from one file system to another, where nothing is gone from
// the one side before it is whole on the other.
Result<void> move_files(const std::vector<std::pair<std::string, std::string>>& files);
// For what removes links in `from`, as systemd does when a unit is disabled: has the same link in `to` first.
Result<void> keep_links(const std::vector<std::pair<std::string, std::string>>& files);
// The other way.
Result<void> move_back(const std::vector<std::pair<std::string, std::string>>& files);
// Whether any is where it was moved to, and not where it was.
bool is_any_moved(const std::vector<std::pair<std::string, std::string>>& files);

}  // namespace berth::ctl
