#include "config/host_files.h"

#include <sys/stat.h>

#include <map>

#include "base/file.h"
#include "base/text.h"
#include "config/document.h"
#include "config/environment_file.h"

namespace berth::config {

namespace {

class Environment {
 public:
  void set(const std::string& key, const std::string& value) {
    auto [known, is_new] = positions_.emplace(key, lines_.size());
    auto line = fmt::format("{}={}", key, value);
    if (is_new)
      lines_.push_back(std::move(line));
    else
      lines_[known->second] = std::move(line);
  }
  std::vector<std::string> take() { return std::move(lines_); }

 private:
  std::vector<std::string> lines_;
  std::map<std::string, std::size_t> positions_;
};

void check_mount(const service::Mount& mount, Problems& problems) {
  struct stat status {};
  if (!mount.must_exist || ::stat(mount.source.c_str(), &status) == 0) return;
  problems.add(mount.place, fmt::format("Config: {}", from_errno(errno, mount.source).text));
}

std::vector<Problem> read_file(const service::EnvironmentFile& file, Problems& problems, Environment& environment) {
  for (const auto& path : file.candidates) {
    auto text = file::read(path, largest_file);
    if (!text && text.error().kind == ErrorKind::not_found) continue;
    if (!text) {
      problems.add(file.place, fmt::format("EnvironmentFile: {}", text.error().text));
      return {};
    }
    Problems inside(path);
    for (const auto& [key, value] : read_environment_file(*text, inside)) environment.set(key, value);
    return inside.sorted();
  }
  if (!file.optional)
    problems.add(file.place, fmt::format("EnvironmentFile: there is no {}", text::join(file.candidates, " and no ")));
  return {};
}

}  // namespace

HostFiles read_host_files(const service::Spec& spec) {
  HostFiles files;
  Environment environment;
  Problems problems(spec.path);
  for (const auto& mount : spec.container.mounts) check_mount(mount, problems);
  std::vector<Problem> inside_files;
  for (const auto& file : spec.container.environment_files) {
    auto inside = read_file(file, problems, environment);
    inside_files.insert(inside_files.end(), inside.begin(), inside.end());
  }
  for (const auto& [key, value] : spec.container.environment) environment.set(key, value);
  files.environment = environment.take();
  files.problems = problems.sorted();
  files.problems.insert(files.problems.end(), inside_files.begin(), inside_files.end());
  return files;
}

}  // namespace berth::config
