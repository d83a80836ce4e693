#include "ctl/dev.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "base/text.h"
#include "config/descriptor.h"
#include "ctl/check_target.h"
#include "ctl/commands.h"
#include "ctl/dev_child.h"

namespace berth::ctl {

namespace {

namespace fs = std::filesystem;

std::string root_of(const DevOptions& options) {
  auto root = options.root.empty() ? fs::path(options.path).parent_path() : fs::path(options.root);
  auto path = fs::absolute(root.empty() ? "." : root).lexically_normal().string();
  if (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

int tell(const std::vector<config::Problem>& problems, const CheckTarget& target) {
  for (const auto& problem : problems)
    std::fputs((config::with_source(problem, target.source_of(problem.path)) + "\n").c_str(), stderr);
  return failed;
}

std::vector<std::string> own_environment() {
  std::vector<std::string> lines;
  for (char** line = environ; *line != nullptr; ++line) lines.emplace_back(*line);
  return lines;
}

}  // namespace

int dev(const DevOptions& options) {
  auto targets = check_targets({options.path}, {});
  if (targets.size() != 1) return complain(options.path + " is a folder: name one descriptor");
  const auto& target = targets.front();
  if (!target.problems.empty()) return tell(target.problems, target);
  auto root = root_of(options);
  config::Roots roots{root, root};
  auto reading = config::read_descriptor(target.loaded, roots, config::read_host_facts());
  if (!reading.ok()) return tell(reading.problems, target);
  look_beside(reading.spec, root);
  auto files = config::read_host_files(reading.spec);
  if (!files.problems.empty()) return tell(files.problems, target);
  auto plan = plan_dev(reading.spec, files, options.arguments, own_environment());
  if (!plan) return complain(plan.error().text);
  if (!plan->left_out.empty())
    std::fprintf(stderr, "berthctl: left out here: %s\n", text::join(plan->left_out, ", ").c_str());
  auto status = run_dev(*plan);
  return status ? *status : complain(status.error().text);
}

}  // namespace berth::ctl
