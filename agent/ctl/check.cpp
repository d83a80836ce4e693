// Reads descriptors as the daemon would, without a daemon.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "config/descriptor.h"
#include "config/folder.h"
#include "config/host_files.h"
#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/show.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

struct Checked {
  std::vector<config::Problem> problems;
  std::string source;
};

Checked check_file(const std::string& path, const config::Roots& roots, const config::HostFacts& facts) {
  std::string name = std::filesystem::path(path).stem().string();
  auto refuse = [&](std::string text, std::string suggestion = {}) {
    return Checked{{config::Problem{path, {}, std::move(text), std::move(suggestion)}}, ""};
  };
  if (!file::exists(path)) return refuse("no such file or folder");
  if (!path.ends_with(".yaml")) return refuse("a descriptor's name ends in .yaml", name + ".yaml");
  if (auto allowed = service::check_name(name); !allowed) return refuse(allowed.error().text);
  auto loaded = config::read_descriptor_file(name, path);
  if (loaded.problem) return Checked{{*loaded.problem}, ""};
  auto reading = config::read_descriptor(path, name, loaded.text, roots, facts);
  return {reading.problems, loaded.text};
}

// A folder stands for the descriptors in it and below.
std::vector<std::string> spread(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (!std::filesystem::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> inside;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path, error))
      if (entry.path().extension() == ".yaml") inside.push_back(entry.path().string());
    std::sort(inside.begin(), inside.end());
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

std::vector<std::string> existing(const std::vector<std::string>& folders) {
  std::vector<std::string> there;
  for (const auto& folder : folders)
    if (file::exists(folder)) there.push_back(folder);
  return there;
}

boost::json::object as_json_object(const config::Problem& problem) {
  return {{"path", problem.path},
          {"line", problem.place.line},
          {"column", problem.place.column},
          {"text", problem.text},
          {"suggestion", problem.suggestion}};
}

}  // namespace

int check(const std::vector<std::string>& paths, bool as_json) {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  auto facts = config::read_host_facts();
  auto files = spread(paths.empty() ? existing(settings.service_directories) : paths);
  boost::json::array all;
  std::size_t count = 0;
  for (const auto& file : files) {
    auto checked = check_file(file, settings.roots(), facts);
    count += checked.problems.size();
    for (const auto& problem : checked.problems) {
      if (as_json)
        all.push_back(as_json_object(problem));
      else
        std::fputs((config::with_source(problem, checked.source) + "\n").c_str(), stderr);
    }
  }
  if (as_json)
    std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  else if (count == 0)
    std::fputs(
        fmt::format("{} descriptor{} checked, nothing wrong\n", files.size(), files.size() == 1 ? "" : "s").c_str(),
        stdout);
  return count == 0 ? ok : failed;
}

}  // namespace berth::ctl
