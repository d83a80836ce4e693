#include "config/folder.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "config/document.h"
#include "service/name.h"

namespace berth::config {

namespace {

constexpr std::size_t most_entries = 10'000;
constexpr std::string_view suffix = ".yaml";

struct Found {
  std::vector<std::string> names;  // sorted, so that problems come in the same order every time
  std::optional<Problem> problem;
};

Found list(const std::string& directory) {
  Found found;
  std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(directory.c_str()), ::closedir);
  if (!open) {
    if (errno != ENOENT) found.problem = Problem{directory, {}, from_errno(errno, "it can't be listed").text, ""};
    return found;
  }
  while (const auto* entry = ::readdir(open.get())) {
    std::string_view name = entry->d_name;
    if (name.starts_with('.')) continue;
    if (found.names.size() == most_entries) {
      found.problem = Problem{directory, {}, fmt::format("only the first {} files are read", most_entries), ""};
      break;
    }
    found.names.emplace_back(name);
  }
  std::sort(found.names.begin(), found.names.end());
  return found;
}

bool is_mask(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return false;
  if (S_ISREG(status.st_mode)) return status.st_size == 0;
  return S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

std::string own_words(const Error& error, const std::string& path) {
  std::string_view text(error.text);
  if (text.starts_with(path + ": ")) text.remove_prefix(path.size() + 2);
  return std::string(text);
}

Loaded load(std::string name, const std::string& path) {
  Loaded loaded{std::move(name), path, "", std::nullopt};
  auto text = file::read(path, largest_file);
  if (text)
    loaded.text = std::move(*text);
  else
    loaded.problem = Problem{path, {}, own_words(text.error(), path), ""};
  return loaded;
}

// Why a file of this name can't be a descriptor though somebody may think it is; empty for what is none of our
// business.
Problem objection(const std::string& path, std::string_view file_name) {
  if (file_name.ends_with(".yml")) {
    auto stem = file_name.substr(0, file_name.size() - 4);
    return {path, {}, "a descriptor's name ends in .yaml", fmt::format("{}{}", text::printable(stem, 80), suffix)};
  }
  if (file_name.ends_with(".yaml.d")) return {path, {}, "drop-ins for descriptors are not supported yet", ""};
  if (!file_name.ends_with(suffix)) return {};
  auto name = file_name.substr(0, file_name.size() - suffix.size());
  if (name.ends_with('@')) return {path, {}, "templates are not supported yet", ""};
  if (auto checked = service::check_name(name); !checked) return {path, {}, checked.error().text, ""};
  return {};
}

}  // namespace

Loaded read_descriptor_file(std::string name, const std::string& path) {
  return load(std::move(name), path);
}

Folders read_folders(const std::vector<std::string>& directories) {
  Folders all;
  std::map<std::string, Loaded> by_name;
  std::set<std::string> masked;
  for (const auto& directory : directories) {
    auto found = list(directory);
    if (found.problem) all.problems.push_back(*found.problem);
    for (const auto& file_name : found.names) {
      auto path = fmt::format("{}/{}", directory, file_name);
      if (auto problem = objection(path, file_name); !problem.text.empty()) {
        all.problems.push_back(std::move(problem));
        continue;
      }
      if (!file_name.ends_with(suffix)) continue;
      auto name = file_name.substr(0, file_name.size() - suffix.size());
      if (by_name.contains(name) || masked.contains(name)) continue;
      if (is_mask(path))
        masked.insert(name);
      else
        by_name.emplace(name, load(name, path));
    }
  }
  for (auto& [name, loaded] : by_name) all.descriptors.push_back(std::move(loaded));
  all.masked.assign(masked.begin(), masked.end());
  return all;
}

}  // namespace berth::config
