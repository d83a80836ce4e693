// The folder of unit files: ours are kept as they should be, everybody else's are never touched.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace berth::systemd {

class UnitFolder {
 public:
  // `path`: where our units live, as /usr/local/lib/systemd/system. `others`: the folders systemd looks into as well.
  UnitFolder(std::string path, std::vector<std::string> others);

  // /etc, /run and /usr/lib: where units of the administrator and of packages live.
  static std::vector<std::string> system_folders();

  // Writes the unit file when its text differs; true if it did. An error if a unit of that name is somebody else's.
  Result<bool> write(const std::string& unit, const std::string& text) const;
  // Removes the unit file if it is ours; true if it did.
  Result<bool> remove(const std::string& unit) const;
  bool has(const std::string& unit) const;
  // The names of all unit files there that are ours.
  std::vector<std::string> ours() const;

 private:
  std::string path_of(const std::string& unit) const { return path_ + "/" + unit; }
  Result<void> check_nobody_elses(const std::string& unit) const;

  std::string path_;
  std::vector<std::string> others_;
};

}  // namespace berth::systemd
