#include "ctl/check_target.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "base/file.h"
#include "config/drop_ins.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".yaml", drop_ins_suffix = ".yaml.d";

std::string stem(const std::string& name, std::string_view ending) {
  return name.substr(0, name.size() - ending.size());
}

// The service whose drop-ins are in this folder; empty if it is none of that kind.
std::string service_of_folder(const fs::path& folder) {
  auto name = folder.filename().string();
  return name.ends_with(drop_ins_suffix) ? stem(name, drop_ins_suffix) : "";
}

// Whoever checks a folder asks the same for each file in it.
class Surroundings {
 public:
  explicit Surroundings(const std::vector<std::string>& directories) : directories_(directories) {}

  // The folders that count together with this one.
  const std::vector<std::string>& of(const std::string& folder) {
    auto [known, is_new] = known_.try_emplace(folder);
    if (!is_new) return known->second;
    std::error_code error;
    auto is_same = [&](const std::string& directory) { return fs::equivalent(directory, folder, error); };
    bool is_one = std::any_of(directories_.begin(), directories_.end(), is_same);
    return known->second = is_one ? directories_ : std::vector{folder};
  }

 private:
  const std::vector<std::string>& directories_;
  std::map<std::string, std::vector<std::string>> known_;
};

std::string folder_of(const fs::path& path) {
  auto parent = path.parent_path();
  return parent.empty() ? "." : parent.string();
}

CheckTarget refuse(const std::string& path, std::string text, std::string suggestion = {}) {
  return {path, {}, {config::Problem{path, {}, std::move(text), std::move(suggestion)}}};
}

// `name`: the service, as `folder` knows it; `path` is one of its files.
CheckTarget target_of_drop_in(const std::string& path, const std::string& name, const std::string& folder,
                              Surroundings& surroundings) {
  auto loaded = config::find_descriptor(surroundings.of(folder), name);
  if (!loaded) return refuse(path, fmt::format("this is a drop-in of {0}, but there is no {0}.yaml", name));
  return {path, std::move(*loaded), {}};
}

CheckTarget target_of(const std::string& path, Surroundings& surroundings) {
  auto file_name = fs::path(path).filename().string();
  if (!file::exists(path)) return refuse(path, "no such file or folder");
  if (!file_name.ends_with(suffix))
    return refuse(path, "a descriptor's name ends in .yaml", fs::path(path).stem().string() + ".yaml");
  auto folder = folder_of(path);
  if (auto service = service_of_folder(folder); !service.empty())
    return target_of_drop_in(path, service, folder_of(folder), surroundings);
  auto name = stem(file_name, suffix);
  if (auto allowed = service::check_name(name); !allowed) return refuse(path, allowed.error().text);
  // Also when a stronger folder hides it: it was asked for by its path.
  CheckTarget target{path, config::read_descriptor_file(name, path), {}};
  target.loaded.drop_ins = config::read_drop_ins(config::drop_in_folders(surroundings.of(folder), name));
  return target;
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(folder, error))
    if (entry.path().extension() == suffix && !entry.is_directory(error)) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

std::string_view CheckTarget::source_of(const std::string& wanted) const {
  for (const auto& drop_in : loaded.drop_ins)
    if (drop_in.path == wanted) return drop_in.text;
  return wanted == loaded.path ? std::string_view(loaded.text) : std::string_view();
}

std::vector<CheckTarget> check_targets(const std::vector<std::string>& paths,
                                       const std::vector<std::string>& directories) {
  Surroundings surroundings(directories);
  std::vector<CheckTarget> all;
  std::set<std::pair<std::string, std::string>> seen;  // a service with drop-ins has several files
  auto add = [&](CheckTarget target) {
    bool is_new = !target.problems.empty() || seen.emplace(target.loaded.path, target.loaded.name).second;
    if (is_new) all.push_back(std::move(target));
  };
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      add(target_of(path, surroundings));
      continue;
    }
    for (const auto& file : files_in(path))
      if (!config::is_null(file)) add(target_of(file, surroundings));
  }
  return all;
}

std::vector<CheckTarget> stray_files(const std::vector<std::string>& directories,
                                     const std::vector<CheckTarget>& known) {
  std::vector<CheckTarget> all;
  for (auto& problem : config::read_folders(directories).problems) {
    auto is_it = [&](const auto& one) { return one.path == problem.path || one.path.starts_with(problem.path + "/"); };
    auto is_told = [&](const CheckTarget& target) {
      return std::any_of(target.problems.begin(), target.problems.end(), is_it);
    };
    if (std::none_of(known.begin(), known.end(), is_told)) all.push_back({problem.path, {}, {problem}});
  }
  return all;
}

}  // namespace berth::ctl
