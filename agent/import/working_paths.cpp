#include "import/working_paths.h"

#include <algorithm>
#include <filesystem>

#include "import/draft.h"

namespace berth::importing {

namespace {

struct Part {
  std::size_t begin = 0, size = 0;
};

Part up_to(const std::string& value, std::size_t begin, std::string_view ends) {
  return {begin, std::min(value.find_first_of(ends, begin), value.size()) - begin};
}

bool is_dotted(std::string_view path) {
  auto first = path.substr(0, path.find('/'));
  return first == "." || first == "..";
}

Part profile_in(const std::string& value) {
  constexpr std::string_view key = "seccomp=";
  bool is_profile = value.starts_with(key) || value.starts_with("seccomp:");
  auto path = is_profile ? value.substr(key.size()) : "";
  return path == "unconfined" || path == "builtin" || path.empty() ? Part{} : Part{key.size(), path.size()};
}

Part source_in(const std::string& mount) {
  for (std::string_view key : {",source=", ",src="})
    if (auto at = (',' + mount).find(key); at != std::string::npos) return up_to(mount, at + key.size() - 1, ",");
  return {};
}

// The path in it that may be relative; of no size if there is none.
Part path_in(const RunOption& option) {
  auto name = option.rule->name;
  if (name == "env-file") return {0, option.value.size()};
  if (name == "security-opt") return profile_in(option.value);
  auto part = name == "volume" ? up_to(option.value, 0, ":") : name == "mount" ? source_in(option.value) : Part{};
  return is_dotted(std::string_view(option.value).substr(part.begin, part.size)) ? part : Part{};
}

}  // namespace

void resolve_paths(const std::string& folder, DockerRun& run) {
  for (auto& option : run.options) {
    auto [begin, size] = path_in(option);
    bool is_relative = size > 0 && option.value[begin] != '/' && option.value[begin] != unknown_mark;
    if (!is_relative) continue;
    auto path = std::filesystem::path(folder) / option.value.substr(begin, size);
    option.value.replace(begin, size, path.lexically_normal().string());
  }
}

}  // namespace berth::importing
