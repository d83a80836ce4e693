#include "systemd/unit_folder.h"

#include <filesystem>
#include <functional>

#include "base/file.h"
#include "systemd/unit_text.h"

namespace berth::systemd {

namespace {

constexpr std::size_t largest_unit = 1 << 20;

bool is_ours(const std::string& path) {
  auto text = file::read(path, largest_unit);
  return text && text->starts_with(unit_marker);
}

void list(const std::string& folder, const std::function<void(const std::string&)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    auto name = entry.path().filename().string();
    if (name.ends_with(".service") || name.ends_with(".timer")) visit(name);
  }
}

Error of_somebody_else(const std::string& path) {
  return {ErrorKind::conflict,
          fmt::format("{} exists already and is not Berth's: rename the service, or remove that unit first", path)};
}

}  // namespace

UnitFolder::UnitFolder(std::string path, const std::vector<std::string>& others) : path_(std::move(path)) {
  list(path_, [this](const std::string& unit) { here_.insert(unit); });
  for (const auto& folder : others)
    if (folder != path_)
      list(folder, [&](const std::string& unit) { elsewhere_[unit].push_back(folder + "/" + unit); });
}

std::vector<std::string> UnitFolder::system_folders() {
  return {"/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
          "/lib/systemd/system"};
}

Result<void> UnitFolder::check_nobody_elses(const std::string& unit) const {
  auto found = elsewhere_.find(unit);
  if (found == elsewhere_.end()) return {};
  for (const auto& path : found->second) {
    // A copy of ours is `systemctl edit --full`, a link to /dev/null is `systemctl mask`: the administrator's right.
    if (!file::exists(path) || is_ours(path)) continue;
    std::error_code error;
    if (std::filesystem::read_symlink(path, error) == "/dev/null") continue;
    return of_somebody_else(path);
  }
  return {};
}

Result<bool> UnitFolder::write(const std::string& unit, const std::string& text) {
  if (auto free = check_nobody_elses(unit); !free) return free.error();
  auto path = path_of(unit);
  if (here_.contains(unit)) {
    auto present = file::read(path, largest_unit);
    bool is_foreign = present ? !present->starts_with(unit_marker) : file::exists(path);
    if (is_foreign) return of_somebody_else(path);
    if (present && *present == text) return false;
  }
  auto written = file::replace(path, text, 0644, file::Durable::later);
  bool lacks_folder = !written && !file::exists(path_);
  if (lacks_folder) {
    if (auto made = file::make_folder(path_, 0755); !made) return made.error();
    written = file::replace(path, text, 0644, file::Durable::later);
  }
  if (!written) return written.error();
  here_.insert(unit);
  return true;
}

Result<bool> UnitFolder::remove(const std::string& unit) {
  if (!has(unit)) return false;
  if (auto removed = file::remove(path_of(unit)); !removed) return removed.error();
  here_.erase(unit);
  return true;
}

bool UnitFolder::has(const std::string& unit) const {
  return here_.contains(unit) && is_ours(path_of(unit));
}

}  // namespace berth::systemd
