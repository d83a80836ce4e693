#include "systemd/unit_folder.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "systemd/unit_text.h"

namespace berth::systemd {

namespace {

constexpr std::size_t largest_unit = 1 << 20;

bool is_ours(const std::string& path) {
  auto text = file::read(path, largest_unit);
  return text && text->starts_with(unit_marker);
}

}  // namespace

UnitFolder::UnitFolder(std::string path, std::vector<std::string> others)
    : path_(std::move(path)), others_(std::move(others)) {}

std::vector<std::string> UnitFolder::system_folders() {
  return {"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
          "/lib/systemd/system"};
}

Result<void> UnitFolder::check_nobody_elses(const std::string& unit) const {
  auto refuse = [&](const std::string& path) {
    return Error{ErrorKind::conflict, fmt::format("{} exists already and is not Berth's: rename the service, or remove "
                                                  "that unit first",
                                                  path)};
  };
  if (file::exists(path_of(unit)) && !is_ours(path_of(unit))) return refuse(path_of(unit));
  for (const auto& folder : others_) {
    if (folder == path_) continue;
    auto path = folder + "/" + unit;
    // A copy of ours is `systemctl edit --full`, a link to /dev/null is `systemctl mask`: the administrator's right.
    if (!file::exists(path) || is_ours(path)) continue;
    std::error_code error;
    if (std::filesystem::read_symlink(path, error) == "/dev/null") continue;
    return refuse(path);
  }
  return {};
}

Result<bool> UnitFolder::write(const std::string& unit, const std::string& text) const {
  if (auto free = check_nobody_elses(unit); !free) return free.error();
  auto present = file::read(path_of(unit), largest_unit);
  if (present && *present == text) return false;
  if (auto made = file::make_folder(path_, 0755); !made) return made.error();
  if (auto written = file::replace(path_of(unit), text, 0644); !written) return written.error();
  return true;
}

Result<bool> UnitFolder::remove(const std::string& unit) const {
  if (!is_ours(path_of(unit))) return false;
  if (auto removed = file::remove(path_of(unit)); !removed) return removed.error();
  return true;
}

bool UnitFolder::has(const std::string& unit) const {
  return is_ours(path_of(unit));
}

std::vector<std::string> UnitFolder::ours() const {
  std::vector<std::string> found;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(path_, error)) {
    auto name = entry.path().filename().string();
    if (name.ends_with(".service") && is_ours(entry.path().string())) found.push_back(name);
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace berth::systemd
