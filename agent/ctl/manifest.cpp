#include "ctl/manifest.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>

namespace berth::ctl {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr int version = 1;

bool is_there(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

Error io(const std::error_code& error, const std::string& from, const std::string& to) {
  return from_errno(error.value(), fmt::format("move {} to {}", from, to));
}

// Over the border of a file system: a copy under another name first.
Result<void> copy_and_remove(const std::string& from, const std::string& to) {
  std::error_code error;
  auto beside = to + ".part";
  fs::remove_all(beside, error);
  fs::copy(from, beside, fs::copy_options::recursive | fs::copy_options::copy_symlinks, error);
  if (!error) fs::rename(beside, to, error);
  if (!error) fs::remove_all(from, error);
  return error ? Result<void>(io(error, from, to)) : Result<void>();
}

Result<void> move_one(const std::string& from, const std::string& to) {
  if (!is_there(from)) {
    if (is_there(to)) return {};
    return Error{ErrorKind::not_found, fmt::format("there is neither {} nor {}", from, to)};
  }
  std::error_code error;
  fs::create_directories(fs::path(to).parent_path(), error);
  if (is_there(to)) fs::remove_all(to, error);  // a copy whose source was not removed any more
  fs::rename(from, to, error);
  if (!error) return {};
  return error == std::errc::cross_device_link ? copy_and_remove(from, to) : Result<void>(io(error, from, to));
}

bool flag(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->as_bool();
}

std::string word(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : "";
}

}  // namespace

std::string manifest_text(const Manifest& manifest) {
  json::array files;
  for (const auto& [from, to] : manifest.files) files.push_back(json::array{from, to});
  json::array dependents(manifest.dependents.begin(), manifest.dependents.end());
  json::object object{{"version", version},
                      {"service", manifest.service},
                      {"descriptor", manifest.descriptor},
                      {"files", std::move(files)},
                      {"dependents", std::move(dependents)},
                      {"was_active", manifest.was_active},
                      {"was_enabled", manifest.was_enabled},
                      {"timer_was_active", manifest.timer_was_active},
                      {"timer_was_enabled", manifest.timer_was_enabled},
                      {"is_job", manifest.is_job},
                      {"is_done", manifest.is_done},
                      {"goes_back", manifest.goes_back}};
  return json::serialize(object) + "\n";
}

Result<Manifest> read_manifest(const std::string& path, std::string_view text) {
  json::error_code error;
  auto parsed = json::parse({text.data(), text.size()}, error);
  Error damaged{ErrorKind::invalid, path + ": this is no manifest of a migration"};
  if (error || !parsed.is_object()) return damaged;
  const auto& object = parsed.as_object();
  Manifest manifest;
  manifest.service = word(object, "service");
  manifest.descriptor = word(object, "descriptor");
  const auto* files = object.if_contains("files");
  if (manifest.service.empty() || manifest.descriptor.empty() || files == nullptr || !files->is_array()) return damaged;
  for (const auto& pair : files->as_array()) {
    const auto* both = pair.if_array();
    if (both == nullptr || both->size() != 2 || !both->at(0).is_string() || !both->at(1).is_string()) return damaged;
    manifest.files.emplace_back(both->at(0).as_string().c_str(), both->at(1).as_string().c_str());
  }
  if (const auto* dependents = object.if_contains("dependents"); dependents != nullptr && dependents->is_array())
    for (const auto& unit : dependents->as_array())
      if (unit.is_string()) manifest.dependents.emplace_back(unit.as_string());
  manifest.was_active = flag(object, "was_active");
  manifest.was_enabled = flag(object, "was_enabled");
  manifest.timer_was_active = flag(object, "timer_was_active");
  manifest.timer_was_enabled = flag(object, "timer_was_enabled");
  manifest.is_job = flag(object, "is_job");
  manifest.is_done = flag(object, "is_done");
  manifest.goes_back = flag(object, "goes_back");
  return manifest;
}

Result<void> move_files(const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [from, to] : files)
    if (auto moved = move_one(from, to); !moved) return moved;
  return {};
}

Result<void> keep_links(const std::vector<std::pair<std::string, std::string>>& files) {
  std::error_code error;
  for (const auto& [from, to] : files) {
    if (!fs::is_symlink(fs::symlink_status(from, error))) continue;
    fs::create_directories(fs::path(to).parent_path(), error);
    fs::remove_all(to, error);
    fs::copy_symlink(from, to, error);
    if (error) return io(error, from, to);
  }
  return {};
}

Result<void> move_back(const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [from, to] : files)
    if (auto moved = move_one(to, from); !moved) return moved;
  return {};
}

bool is_any_moved(const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [from, to] : files)
    if (!is_there(from) && is_there(to)) return true;
  return false;
}

}  // namespace berth::ctl
