#include "config/folder.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "config/drop_ins.h"
#include "service/name.h"

namespace berth::config {

namespace {

constexpr std::size_t most_entries = 10'000;
constexpr std::string_view suffix = ".yaml", drop_ins_suffix = ".yaml.d";

bool is_there(const std::string& path) {
  return ::faccessat(AT_FDCWD, path.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;  // also a link that leads nowhere
}

std::string without(std::string_view name, std::string_view ending) {
  return std::string(name.substr(0, name.size() - ending.size()));
}

// Why a file of this name can't be a descriptor though somebody may think it is; empty for what is none of our
// business.
Problem objection(const std::string& path, std::string_view file_name) {
  if (file_name.ends_with(".yml"))
    return {path,
            {},
            "a descriptor's name ends in .yaml",
            fmt::format("{}{}", text::printable(without(file_name, ".yml"), 80), suffix)};
  bool is_folder = file_name.ends_with(drop_ins_suffix);
  if (!is_folder && !file_name.ends_with(suffix)) return {};
  auto name = without(file_name, is_folder ? drop_ins_suffix : suffix);
  auto checked = service::is_template(name) ? service::check_name(name + "i") : service::check_name(name);
  if (!checked) return {path, {}, checked.error().text, ""};
  return {};
}

struct Names {
  std::map<std::string, std::string> files;  // of descriptors and templates, the strongest; masked ones among them
  std::vector<std::pair<std::string, std::string>> with_drop_ins;  // the service, and the folder
  std::set<std::string> folders;
};

Names list_names(const std::vector<std::string>& directories, Folders& all) {
  Names names;
  for (const auto& directory : directories) {
    auto found = list_folder(directory, most_entries);
    if (found.problem) all.problems.push_back(*found.problem);
    all.complete &= !found.problem;
    for (const auto& file_name : found.names) {
      auto path = fmt::format("{}/{}", directory, file_name);
      if (auto problem = objection(path, file_name); !problem.text.empty())
        all.problems.push_back(std::move(problem));
      else if (file_name.ends_with(suffix))
        names.files.emplace(without(file_name, suffix), path);
      else if (file_name.ends_with(drop_ins_suffix))
        names.with_drop_ins.emplace_back(without(file_name, drop_ins_suffix), path);
    }
  }
  for (const auto& [service, folder] : names.with_drop_ins) names.folders.insert(folder);
  return names;
}

// Nothing if it is masked.
std::optional<Loaded> load(const std::string& name, const std::string& path, const std::vector<std::string>& folders) {
  auto loaded = read_descriptor_file(name, path);
  if (loaded.text.empty() && is_null(path)) return std::nullopt;
  loaded.drop_ins = read_drop_ins(folders);
  return loaded;
}

// The same as find_descriptor(), of what the listing has.
std::optional<Loaded> load(const std::string& name, const std::vector<std::string>& directories, const Names& names) {
  auto found = names.files.find(name);
  if (found == names.files.end()) found = names.files.find(service::template_of(name));
  std::vector<std::string> folders;
  if (!names.folders.empty()) folders = drop_in_folders(directories, name);
  std::erase_if(folders, [&names](const std::string& folder) { return !names.folders.contains(folder); });
  return load(name, found->second, folders);
}

}  // namespace

Loaded read_descriptor_file(std::string name, const std::string& path) {
  auto source = read_source(path);
  return {std::move(name), path, std::move(source.text), std::move(source.problem), {}};
}

std::optional<Loaded> find_descriptor(const std::vector<std::string>& directories, const std::string& name) {
  std::vector<std::string> stems = {name};
  if (auto of = service::template_of(name); !of.empty()) stems.push_back(of);
  for (const auto& stem : stems) {
    for (const auto& directory : directories) {
      auto path = fmt::format("{}/{}{}", directory, stem, suffix);
      if (is_there(path)) return load(name, path, drop_in_folders(directories, name));
    }
  }
  return std::nullopt;
}

Folders read_folders(const std::vector<std::string>& directories) {
  Folders all;
  auto names = list_names(directories, all);
  std::set<std::string> wanted;
  for (const auto& [name, path] : names.files) wanted.insert(name);
  for (const auto& [name, folder] : names.with_drop_ins) {
    auto of = service::template_of(name);
    if (names.files.contains(name)) continue;
    if (!of.empty() && names.files.contains(of))
      wanted.insert(name);
    else
      all.problems.push_back(
          {folder, {}, fmt::format("these are drop-ins of {0}, but there is no {0}.yaml", name), ""});
  }
  for (const auto& name : wanted) {
    auto loaded = load(name, directories, names);
    if (!loaded)
      all.masked.push_back(name);
    else
      (service::is_template(name) ? all.templates : all.descriptors).push_back(std::move(*loaded));
  }
  return all;
}

}  // namespace berth::config
