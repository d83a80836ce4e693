// Reads descriptors as the daemon would, without a daemon.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <optional>

#include "base/file.h"
#include "config/bulk.h"
#include "config/settings.h"
#include "ctl/check_target.h"
#include "ctl/commands.h"
#include "ctl/next_runs.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

// One for each target, which may have problems before it is read.
std::vector<config::Reading> read_all(const std::vector<CheckTarget>& targets, const config::Roots& roots) {
  std::vector<const config::Loaded*> all;
  for (const auto& target : targets) all.push_back(&target.loaded);
  auto readings = config::read_descriptors(all, roots, config::read_host_facts());
  for (std::size_t i = 0; i < targets.size(); ++i)
    if (!targets[i].problems.empty()) readings[i] = {{}, targets[i].problems, ""};
  return readings;
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

// In microseconds since 1970, as all times in our JSON.
boost::json::object as_json_object(const std::string& path, const service::Schedule& schedule, Duration now) {
  boost::json::array next;
  for (auto time : next_runs(schedule, now, 5)) next.push_back(time.count());
  return {{"path", path}, {"next_runs", next}};
}

Duration now() {
  return std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch());
}

}  // namespace

int check(const std::vector<std::string>& paths, bool as_json) {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  const auto& directories = settings.service_directories;
  auto targets = check_targets(paths.empty() ? existing(directories) : paths, directories);
  if (paths.empty())
    for (auto& one : stray_files(directories, targets)) targets.push_back(std::move(one));
  boost::json::array all;
  std::size_t count = 0;
  auto readings = read_all(targets, settings.roots());
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const auto& target = targets[i];
    const auto& reading = readings[i];
    count += reading.problems.size();
    for (const auto& problem : reading.problems) {
      if (as_json)
        all.push_back(as_json_object(problem));
      else
        std::fputs((config::with_source(problem, target.source_of(problem.path)) + "\n").c_str(), stderr);
    }
    const auto& schedule = reading.spec.schedule;
    if (!schedule || !reading.ok()) continue;
    if (as_json)
      all.push_back(as_json_object(target.path, *schedule, now()));
    else
      std::fputs(next_runs_text(target.path, *schedule, now()).c_str(), stdout);
  }
  if (as_json)
    std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  else if (count == 0)
    std::fputs(
        fmt::format("{} descriptor{} checked, nothing wrong\n", targets.size(), targets.size() == 1 ? "" : "s").c_str(),
        stdout);
  return count == 0 ? ok : failed;
}

}  // namespace berth::ctl
