#include "config/source_files.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/file.h"
#include "config/document.h"

namespace berth::config {

namespace {

std::string own_words(const Error& error, const std::string& path) {
  std::string_view text(error.text);
  if (text.starts_with(path + ": ")) text.remove_prefix(path.size() + 2);
  return std::string(text);
}

}  // namespace

Listing list_folder(const std::string& path, std::size_t most_entries) {
  Listing found;
  std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(path.c_str()), ::closedir);
  if (!open) {
    if (errno != ENOENT) found.problem = Problem{path, {}, from_errno(errno, "it can't be listed").text, ""};
    return found;
  }
  while (const auto* entry = ::readdir(open.get())) {
    std::string_view name = entry->d_name;
    if (name.starts_with('.')) continue;
    if (found.names.size() == most_entries) {
      found.problem = Problem{path, {}, fmt::format("only the first {} files are read", most_entries), ""};
      break;
    }
    found.names.emplace_back(name);
  }
  std::sort(found.names.begin(), found.names.end());
  return found;
}

bool is_null(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3);
}

bool is_mask(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) < 0) return false;
  return S_ISREG(status.st_mode) ? status.st_size == 0 : is_null(path);
}

SourceFile read_source(const std::string& path) {
  SourceFile source{path, "", std::nullopt};
  auto text = file::read(path, largest_file);
  if (text)
    source.text = std::move(*text);
  else
    source.problem = Problem{path, {}, own_words(text.error(), path), ""};
  return source;
}

}  // namespace berth::config
