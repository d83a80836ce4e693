#include "supervise/fingerprint.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/file.h"
#include "base/packing.h"

namespace berth::supervise {

namespace {

constexpr std::size_t largest_file = 1 << 20, most_bytes = 8 << 20;
constexpr int most_entries = 2000, deepest = 8;

std::string place_of(const struct stat& status) {
  return fmt::format("{}:{}", status.st_dev, status.st_ino);
}

std::string traits_of(const struct stat& status) {
  return fmt::format("{} {} {}.{:09}", place_of(status), status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  if (!open) return names;
  while (const auto* entry = ::readdir(open.get())) {
    std::string name = entry->d_name;
    bool is_seen = name != "." && !name.starts_with("..");
    if (is_seen && names.size() < most_entries) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

// Where all links lead; empty: nowhere.
std::string real_path(const std::string& path) {
  std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), ::free);
  return real ? std::string(real.get()) : std::string();
}

class Reader {
 public:
  Reader(std::string root, const HashKey& key) : root_(std::move(root)), key_(key) {}

  std::string content_of(const std::string& path, const struct stat& status, int depth) {
    if (S_ISDIR(status.st_mode)) return folder(path, depth);
    if (!S_ISREG(status.st_mode)) return fmt::format("a special file {:o}", status.st_mode & S_IFMT);
    auto size = static_cast<std::size_t>(status.st_size);
    if (size > largest_file || bytes_ + size > most_bytes) return traits_of(status);
    auto text = file::read(path, largest_file);
    if (!text) return traits_of(status);
    bytes_ += text->size();
    return siphash_text(key_, *text);
  }

 private:
  std::string folder(const std::string& path, int depth) {
    if (depth > deepest) return "";
    std::string all;
    for (const auto& name : names_in(path)) {
      if (++entries_ > most_entries) break;
      pack_text(all, name);
      pack_text(all, entry(path + "/" + name, depth + 1));
    }
    return siphash_text(key_, all);
  }

  std::string entry(const std::string& path, int depth) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0) return "";
    if (!S_ISLNK(status.st_mode)) return content_of(path, status, depth);
    auto real = real_path(path);
    bool is_inside = real.starts_with(root_ + "/") && ::stat(path.c_str(), &status) == 0;
    if (is_inside) return content_of(real, status, depth);
    char target[PATH_MAX];
    auto length = ::readlink(path.c_str(), target, sizeof target);
    return "-> " + std::string(target, length > 0 ? static_cast<std::size_t>(length) : 0);
  }

  std::string root_;
  HashKey key_;
  std::size_t bytes_ = 0;
  int entries_ = 0;
};

}  // namespace

Fingerprint fingerprint_of(const std::string& path, const HashKey& key) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return {};
  Reader reader(real_path(path), key);
  return {place_of(status), reader.content_of(path, status, 0)};
}

}  // namespace berth::supervise
