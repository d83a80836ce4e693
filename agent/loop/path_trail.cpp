#include "loop/path_trail.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <climits>
#include <deque>
#include <memory>
#include <string_view>

namespace berth {

namespace {

constexpr int most_links = 40, deepest = 8;  // most_links: as the kernel

std::string joined(const std::string& folder, const std::string& name) {
  return folder == "/" ? "/" + name : folder + "/" + name;
}

std::string parent_of(const std::string& folder) {
  auto slash = folder.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
}

void put_in_front(std::deque<std::string>& steps, std::string_view path) {
  std::deque<std::string> more;
  while (!path.empty()) {
    auto slash = path.find('/');
    more.emplace_back(path.substr(0, slash));
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  steps.insert(steps.begin(), more.begin(), more.end());
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

}  // namespace

Trail trail_of(const std::string& path) {
  Trail trail;
  std::string at = "/";
  std::deque<std::string> steps;
  put_in_front(steps, path);
  for (int links = 0; !steps.empty();) {
    auto name = std::move(steps.front());
    steps.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      at = parent_of(at);
      continue;
    }
    trail.spots.push_back({at, name});
    auto next = joined(at, name);
    struct stat status {};
    if (::lstat(next.c_str(), &status) < 0) return trail;
    if (!S_ISLNK(status.st_mode)) {
      at = next;
      continue;
    }
    char target[PATH_MAX];
    auto length = ::readlink(next.c_str(), target, sizeof target);
    if (length <= 0 || ++links > most_links) return trail;
    if (target[0] == '/') at.assign(1, '/');  // no text: GCC 12 warns of its own copy of one
    put_in_front(steps, std::string_view(target, static_cast<std::size_t>(length)));
  }
  trail.end = at;
  return trail;
}

std::vector<std::string> folders_in(const std::string& path, std::size_t most) {
  std::vector<std::string> all;
  if (is_folder(path)) all.push_back(path);
  std::size_t level_ends = all.size();
  int depth = 0;
  for (std::size_t at = 0; at < all.size() && depth < deepest; ++at) {
    if (at == level_ends) {
      level_ends = all.size();
      ++depth;
    }
    std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(all[at].c_str()), ::closedir);
    while (const auto* entry = open ? ::readdir(open.get()) : nullptr) {
      std::string name = entry->d_name;
      if (name == "." || name == ".." || (entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)) continue;
      auto below = joined(all[at], name);
      if (all.size() < most && is_folder(below)) all.push_back(std::move(below));
    }
  }
  return all;
}

}  // namespace berth
