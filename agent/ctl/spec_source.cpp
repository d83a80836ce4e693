#include "ctl/spec_source.h"

#include "base/text.h"
#include "config/descriptor.h"
#include "config/settings.h"
#include "ctl/check_target.h"
#include "ctl/sources.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

Error all_of(const std::vector<config::Problem>& problems) {
  std::vector<std::string> lines;
  for (const auto& problem : problems) lines.push_back(config::one_line(problem));
  return {ErrorKind::invalid, text::join(lines, "\n")};
}

}  // namespace

Result<service::Spec> read_spec(const std::string& name_or_path) {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  const auto& directories = settings.service_directories;
  bool is_path = name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".yaml");
  config::Loaded loaded;
  if (is_path) {
    auto target = check_targets({name_or_path}, directories);
    if (target.size() != 1) return Error{ErrorKind::invalid, name_or_path + ": name one descriptor, not a folder"};
    if (!target.front().problems.empty()) return all_of(target.front().problems);
    loaded = std::move(target.front().loaded);
  } else {
    auto found = sources_of(directories, name_or_path);
    if (!found) return found.error();
    loaded = std::move(*found);
  }
  if (service::is_template(loaded.name))
    return Error{ErrorKind::invalid, fmt::format("{0} is a template: name an instance, as in {0}NAME", loaded.name)};
  auto reading = config::read_descriptor(loaded, settings.roots(), config::read_host_facts());
  if (!reading.ok()) return all_of(reading.problems);
  return std::move(reading.spec);
}

}  // namespace berth::ctl
