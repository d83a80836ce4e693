#include "config/drop_ins.h"

#include <map>

#include "base/text.h"
#include "config/document.h"
#include "service/name.h"

namespace berth::config {

namespace {

constexpr std::string_view suffix = ".yaml";

SourceFile with_problem(const std::string& path, std::string text, std::string suggestion = {}) {
  return {path, "", Problem{path, {}, std::move(text), std::move(suggestion)}};
}

// What was meant to be a drop-in, though it can't be one.
bool is_misnamed(std::string_view file_name) {
  return file_name.ends_with(".yml") || file_name.ends_with(".conf");
}

}  // namespace

std::vector<std::string> drop_in_folders(const std::vector<std::string>& directories, std::string_view service) {
  std::vector<std::string> names = {std::string(service)};
  if (auto of = service::template_of(service); !of.empty()) names.push_back(of);
  std::vector<std::string> folders;
  for (const auto& name : names)
    for (const auto& directory : directories) folders.push_back(fmt::format("{}/{}{}.d", directory, name, suffix));
  return folders;
}

std::vector<SourceFile> read_drop_ins(const std::vector<std::string>& folders) {
  std::map<std::string, std::string> path_of;  // by file name
  std::vector<SourceFile> all;
  for (const auto& folder : folders) {
    auto listing = list_folder(folder, 10 * most_drop_ins);
    if (listing.problem) all.push_back({folder, "", listing.problem});
    for (const auto& name : listing.names)
      if (name.ends_with(suffix) || is_misnamed(name)) path_of.emplace(name, fmt::format("{}/{}", folder, name));
  }
  std::size_t bytes = 0;
  for (const auto& [name, path] : path_of) {
    if (is_mask(path)) continue;
    if (is_misnamed(name)) {
      auto stem = name.substr(0, name.rfind('.'));
      all.push_back(with_problem(path, "a drop-in's name ends in .yaml", text::printable(stem, 80) + ".yaml"));
      continue;
    }
    auto source = read_source(path);
    bytes += source.text.size();
    if (all.size() == most_drop_ins || bytes > largest_file) {
      all.push_back(with_problem(path, fmt::format("a service can't have more than {} drop-ins, of {} KiB together",
                                                   most_drop_ins, largest_file / 1024)));
      break;
    }
    all.push_back(std::move(source));
  }
  return all;
}

}  // namespace berth::config
