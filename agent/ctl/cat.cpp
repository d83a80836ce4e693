// Shows the files that services come from, or what counts of them.
#include <cstdio>

#include "config/descriptor.h"
#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/sources.h"

namespace berth::ctl {

namespace {

int print_sources(const config::Loaded& loaded) {
  std::fputs(sources_text(loaded).c_str(), stdout);
  int result = ok;
  auto files = loaded.drop_ins;
  files.push_back({loaded.path, "", loaded.problem});
  for (const auto& file : files)
    if (file.problem) result = complain(config::one_line(*file.problem));
  return result;
}

int print_merged(const config::Loaded& loaded, const config::Settings& settings) {
  config::Origins origins;
  auto reading = config::read_descriptor(loaded, settings.roots(), config::read_host_facts(), &origins);
  std::vector<std::string> paths{loaded.path};
  for (const auto& drop_in : loaded.drop_ins) paths.push_back(drop_in.path);
  std::fputs(config::merged_text(origins, paths).c_str(), stdout);
  int result = ok;
  for (const auto& problem : reading.problems) result = complain(config::one_line(problem));
  return result;
}

}  // namespace

int cat(const std::vector<std::string>& names, bool merged) {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  int result = ok;
  bool is_first = true;
  for (const auto& name : names) {
    auto loaded = sources_of(settings.service_directories, name);
    if (!loaded) {
      result =
          complain(loaded.error().text, loaded.error().kind == ErrorKind::not_found ? no_such_service : wrong_usage);
      continue;
    }
    if (!std::exchange(is_first, false)) std::fputs(merged ? "---\n" : "\n", stdout);
    auto printed = merged ? print_merged(*loaded, settings) : print_sources(*loaded);
    if (printed != ok) result = printed;
  }
  return result;
}

}  // namespace berth::ctl
