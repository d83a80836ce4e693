#include "ctl/sources.h"

#include <algorithm>

#include "base/file.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

// The mask that hides a service; empty if there is none.
std::string mask_of(const std::vector<std::string>& directories, const std::string& name) {
  for (const auto& stem : {name, service::template_of(name)})
    for (const auto& directory : directories)
      if (auto path = fmt::format("{}/{}.yaml", directory, stem); !stem.empty() && config::is_null(path)) return path;
  return "";
}

std::string file_text(const std::string& path, const std::string& text) {
  return fmt::format("# {}\n{}{}", path, text, text.empty() || text.ends_with('\n') ? "" : "\n");
}

}  // namespace

Result<config::Loaded> sources_of(const std::vector<std::string>& directories, std::string name) {
  if (constexpr std::string_view suffix = ".service"; name.ends_with(suffix)) name.resize(name.size() - suffix.size());
  if (auto allowed = service::check_name(name); !allowed) return allowed.error();
  auto loaded = config::find_descriptor(directories, name);
  if (loaded) return std::move(*loaded);
  if (auto mask = mask_of(directories, name); !mask.empty())
    return Error{ErrorKind::not_found, fmt::format("{} is masked by {}", name, mask)};
  return Error{ErrorKind::not_found, fmt::format("there is no descriptor of {}: write {}/{}.yaml", name,
                                                 directories.empty() ? "" : directories.front(), name)};
}

std::string sources_text(const config::Loaded& loaded) {
  std::string all = loaded.problem ? "" : file_text(loaded.path, loaded.text);
  for (const auto& drop_in : loaded.drop_ins)
    if (!drop_in.problem) all += (all.empty() ? "" : "\n") + file_text(drop_in.path, drop_in.text);
  return all;
}

}  // namespace berth::ctl
