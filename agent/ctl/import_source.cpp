#include "ctl/import_source.h"

#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "config/settings.h"

namespace berth::ctl {

namespace {

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  std::filesystem::directory_iterator at(folder, error), end;
  for (; !error && at != end; at.increment(error)) names.push_back(at->path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

importing::Surroundings import_surroundings() {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  importing::Surroundings around;
  around.read_file = [](const std::string& path) { return file::read(path, largest_source); };
  around.list_folder = names_in;
  around.host = {settings.roots(), config::read_host_facts()};
  std::error_code error;
  auto folder = std::filesystem::current_path(error);
  if (!error) around.folder = folder.string() + "/";
  return around;
}

}  // namespace berth::ctl
