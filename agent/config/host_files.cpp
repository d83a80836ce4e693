#include "config/host_files.h"

#include <sys/stat.h>

#include <algorithm>
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

// Whether it is there; if not, that is a problem, unless it is optional.
bool is_there(const std::string& path, service::Place place, std::string_view key, bool optional, Problems& problems) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return true;
  if (!optional) problems.add(place, fmt::format("{}: {}", key, from_errno(errno, path).text));
  return false;
}

bool is_there(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

std::vector<service::Mount> settle_mounts(const service::Container& container, Problems& problems) {
  auto mounts = container.mounts;
  for (auto& mount : mounts) {
    if (!mount.otherwise.empty() && !is_there(mount.source) && is_there(mount.otherwise))
      mount.source = mount.otherwise;
    mount.otherwise.clear();
    if (mount.must_exist) is_there(mount.source, mount.place, "Config", false, problems);
  }
  return mounts;
}

void check_files(const service::Container& container, Problems& problems) {
  for (const auto& mount : container.spelled_mounts)
    if (mount.type == "bind") is_there(mount.source, mount.place, "Mount", false, problems);
}

std::optional<service::SeccompProfile> read_seccomp(std::optional<service::SeccompProfile> profile,
                                                    Problems& problems) {
  if (!profile) return profile;
  for (const auto& path : profile->candidates) {
    auto text = file::read(path, largest_file);
    if (!text && text.error().kind == ErrorKind::not_found) continue;
    if (text)
      profile->text = *text;
    else
      problems.add(profile->place, fmt::format("SecurityOpt: {}", text.error().text));
    return profile;
  }
  problems.add(profile->place, fmt::format("SecurityOpt: there is no {}", text::join(profile->candidates, " and no ")));
  return profile;
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

// The first of each that is there.
std::vector<std::string> find_all(const std::vector<service::EnvironmentFile>& files, std::string_view key,
                                  Problems& problems) {
  std::vector<std::string> found;
  for (const auto& file : files) {
    auto there = std::find_if(file.candidates.begin(), file.candidates.end(),
                              [](const std::string& path) { return is_there(path); });
    if (there != file.candidates.end())
      found.push_back(*there);
    else
      problems.add(file.place, fmt::format("{}: there is no {}", key, text::join(file.candidates, " and no ")));
  }
  return found;
}

}  // namespace

HostFiles read_host_files(const service::Spec& spec) {
  HostFiles files;
  Environment environment;
  Problems problems(spec.path, spec.drop_ins);
  files.mounts = settle_mounts(spec.container, problems);
  check_files(spec.container, problems);
  for (const auto& device : spec.container.devices)
    if (is_there(device.host, device.place, "AddDevice", device.optional, problems)) files.devices.push_back(device);
  files.seccomp = read_seccomp(spec.container.seccomp, problems);
  std::vector<Problem> inside_files;
  const auto& process = spec.process;
  for (const auto& file : process ? process->environment_files : spec.container.environment_files) {
    auto inside = read_file(file, problems, environment);
    inside_files.insert(inside_files.end(), inside.begin(), inside.end());
  }
  for (const auto& [key, value] : process ? process->environment : spec.container.environment)
    environment.set(key, value);
  files.environment = environment.take();
  if (spec.compose) {
    files.compose_files = find_all(spec.compose->files, "File", problems);
    files.compose_env_files = find_all(spec.compose->env_files, "EnvironmentFile", problems);
  }
  files.problems = problems.sorted();
  files.problems.insert(files.problems.end(), inside_files.begin(), inside_files.end());
  return files;
}

}  // namespace berth::config
