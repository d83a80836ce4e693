#include "config/paths.h"

#include <algorithm>

#include "base/text.h"

namespace berth::config {

namespace {

constexpr std::size_t longest_path = 4095;

}  // namespace

Result<std::string> plain_path(std::string_view path) {
  auto refuse = [&](std::string_view why) {
    return Error{ErrorKind::invalid, fmt::format("the path \"{}\" {}", text::printable(path, 120), why)};
  };
  if (path.empty()) return Error{ErrorKind::invalid, "a path is missing"};
  if (path.size() > longest_path) return refuse("is too long");
  if (std::any_of(path.begin(), path.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }))
    return refuse("has a control character in it");
  std::string plain = path.front() == '/' ? "/" : "";
  for (auto part : text::split(path, '/')) {
    if (part == "..") return refuse("must not have .. in it");
    if (part.empty() || part == ".") continue;
    if (!plain.empty() && plain.back() != '/') plain += '/';
    plain += part;
  }
  return plain.empty() ? std::string(".") : plain;
}

Result<std::string> absolute_path(std::string_view path) {
  auto plain = plain_path(path);
  if (!plain || plain->front() == '/') return plain;
  return Error{ErrorKind::invalid, fmt::format("the path \"{}\" must be absolute", text::printable(path, 120))};
}

Result<std::string> path_below(std::string_view folder, std::string_view path) {
  auto plain = plain_path(path);
  if (!plain || plain->front() == '/') return plain;
  return *plain == "." ? std::string(folder) : fmt::format("{}/{}", folder == "/" ? "" : folder, *plain);
}

std::vector<std::string> folders_of(std::string_view service_name, const Roots& roots) {
  std::vector<std::string> folders = {fmt::format("{}/{}", roots.config_root, service_name)};
  auto at = service_name.find('@');
  if (at != std::string_view::npos && at > 0)
    folders.push_back(fmt::format("{}/{}", roots.config_root, service_name.substr(0, at)));
  return folders;
}

Result<std::vector<std::string>> candidates(std::string_view path, std::string_view service_name, const Roots& roots) {
  auto plain = plain_path(path);
  if (!plain) return plain.error();
  if (plain->front() == '/') return std::vector{*plain};
  auto folders = folders_of(service_name, roots);
  folders.push_back(roots.config_root);
  for (auto& folder : folders) folder += "/" + *plain;
  return folders;
}

}  // namespace berth::config
