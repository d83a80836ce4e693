// Shows the files that services come from.
#include <cstdio>

#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/sources.h"

namespace berth::ctl {

int cat(const std::vector<std::string>& names) {
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
    if (!std::exchange(is_first, false)) std::fputs("\n", stdout);
    std::fputs(sources_text(*loaded).c_str(), stdout);
    std::vector<config::SourceFile> files = loaded->drop_ins;
    files.push_back({loaded->path, "", loaded->problem});
    for (const auto& file : files)
      if (file.problem) result = complain(config::one_line(*file.problem));
  }
  return result;
}

}  // namespace berth::ctl
