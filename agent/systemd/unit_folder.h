// The folder of unit files, as it was when this was made: ours are kept as they should be, everybody else's are never
// touched.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"

namespace berth::systemd {

class UnitFolder {
 public:
  // `path`: where our units live, as /usr/local/lib/systemd/system. `others`: the folders systemd looks into as well.
  UnitFolder(std::string path, const std::vector<std::string>& others);

  // /etc, /run and /usr/lib: where units of the administrator and of packages live.
  static std::vector<std::string> system_folders();

  // Writes the unit file when its text differs; true if it did, and path() is to be flushed then: hundreds may change
  // at once. An error if a unit of that name is somebody else's.
  Result<bool> write(const std::string& unit, const std::string& text);
  // Removes the unit file if it is ours; true if it did.
  Result<bool> remove(const std::string& unit);
  bool has(const std::string& unit) const;
  const std::string& path() const { return path_; }
  // The names of all services and timers there, be they ours or not.
  const std::set<std::string>& units() const { return here_; }

 private:
  std::string path_of(const std::string& unit) const { return path_ + "/" + unit; }
  Result<void> check_nobody_elses(const std::string& unit) const;

  std::string path_;
  std::set<std::string> here_;
  std::map<std::string, std::vector<std::string>> elsewhere_;  // the paths of a unit in the other folders
};

}  // namespace berth::systemd
