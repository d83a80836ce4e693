#include "import/quadlet_mounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "config/csv.h"
#include "import/asked.h"
#include "import/command_line.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

bool is_path(std::string_view source) {
  return source.starts_with('/') || source.starts_with('.') || source.starts_with('%');
}

// What is mounted already, by the folders in the container.
std::set<std::string> targets(const Draft& draft) {
  std::set<std::string> all;
  auto each = [&](std::string_view key, auto step) {
    if (const auto* entry = draft.find(container, key); entry != nullptr)
      for (const auto& item : entry->items) step(item.value);
  };
  each("Tmpfs", [&](const auto& value) { all.insert(value.substr(0, value.find(':'))); });
  each("Volume", [&](const auto& value) {
    if (auto parts = text::split(value, ':'); parts.size() > 1) all.emplace(parts[1]);
  });
  each("Mount", [&](const auto& value) {
    auto fields = config::split_csv(value);
    for (const auto& field : fields ? *fields : std::vector<std::string>{})
      for (std::string_view key : {"target=", "dst=", "destination="})
        if (field.starts_with(key)) all.insert(field.substr(key.size()));
  });
  return all;
}

}  // namespace

std::string QuadletMounts::from_folder(const std::string& path) const {
  if (!folder_.starts_with('/')) return path;
  auto whole = (std::filesystem::path(escaped_percent(folder_)) / path).lexically_normal().string();
  if (whole.size() > 1 && whole.ends_with('/')) whole.pop_back();
  return whole;
}

std::string QuadletMounts::source_of(const std::string& said) {
  if (said.starts_with('.')) return from_folder(said);
  if (said.ends_with(".volume")) return name_from(said, neighbour_, draft_);
  return said;
}

void QuadletMounts::take_volume(const std::string& value, const std::string& origin) {
  auto colon = value.find(':');
  if (colon == std::string::npos) return draft_.add(container, "Volume", value, origin);
  auto source = value.substr(0, colon);
  has_volumes_ = has_volumes_ || !is_path(source);
  draft_.add(container, "Volume", source_of(source) + value.substr(colon), origin);
}

// Who reads standard input does not know the folder.
void QuadletMounts::warn_of_folder(const std::string& origin) {
  draft_.remark(container, fmt::format("{} was beside the Quadlet, and is looked for in the service's folder", origin));
}

void QuadletMounts::take_mount(const std::string& value, const std::string& origin) {
  auto fields = config::split_csv(value);
  if (!fields) return draft_.leave_out(container, origin, fields.error().text);
  std::vector<std::string> all;
  std::string type = "volume", source;
  for (auto& field : *fields) {
    auto equals = field.find('=');
    auto key = field.substr(0, equals), text = equals == std::string::npos ? "" : field.substr(equals + 1);
    if (key == "type") type = text;
    if (is_one_of(key, {"source", "src"})) {
      source = text;
      field = fmt::format("{}={}", key, source_of(text));
    }
    all.push_back(csv_field(field));
  }
  has_volumes_ = has_volumes_ || (type == "volume" && !source.empty());
  if (source.starts_with('.') && !folder_.starts_with('/')) warn_of_folder(source);
  draft_.add(container, "Mount", text::join(all, ","), origin);
}

void QuadletMounts::take_environment_file(const std::string& path, const std::string& origin) {
  bool is_optional = path.starts_with('-');
  auto file = path.substr(is_optional ? 1 : 0);
  bool is_relative = !file.starts_with('/') && !file.starts_with('%');
  if (is_relative && !folder_.starts_with('/')) warn_of_folder(file);
  if (is_relative) file = from_folder(file);
  draft_.add(container, "EnvironmentFile", (is_optional ? "-" : "") + file, origin);
}

// Where Podman lets a container write whose own files are read-only, as it mounts it.
void QuadletMounts::add_tmpfs() {
  auto taken = targets(draft_);
  for (std::string_view target : {"/run", "/tmp", "/var/tmp"})
    if (!taken.contains(std::string(target)))
      draft_.add(container, "Tmpfs", target == "/run" ? "/run:exec" : std::string(target), "ReadOnlyTmpfs=true");
}

void QuadletMounts::finish() {
  const auto* read_only = draft_.value(container, "ReadOnly");
  if (has_tmpfs_ && read_only != nullptr && is_one_of(*read_only, {"true", "yes", "1", "on"})) add_tmpfs();
  if (has_volumes_)
    draft_.remark(container, "what is in Podman's volumes is not in Docker's: copy it before the start");
}

}  // namespace berth::importing
