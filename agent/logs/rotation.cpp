#include "logs/rotation.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/unique_fd.h"
#include "service/rotated_name.h"

namespace berth::logs {

namespace {

using service::RotatedName;
using Form = RotatedName::Form;

// The files of one log, by their names in their folder: a folder that is moved meanwhile makes no difference.
class Family {
 public:
  static Result<Family> of(const std::string& path) {
    auto slash = path.rfind('/');
    auto folder = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
    UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return from_errno(errno, folder);
    return Family(std::move(fd), folder, path.substr(slash + 1));
  }

  // What is no folder, the newest first.
  Result<std::vector<RotatedName>> rotated() const {
    std::unique_ptr<DIR, int (*)(DIR*)> all(::fdopendir(::openat(fd_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
                                            ::closedir);
    if (!all) return from_errno(errno, folder_);
    std::vector<RotatedName> found;
    while (const auto* entry = ::readdir(all.get())) {
      std::string_view name = entry->d_name;
      if (!name.starts_with(name_)) continue;
      auto rotated = RotatedName::parse(name.substr(name_.size()));
      if (rotated && (mode_of(entry->d_name) & S_IFMT) != S_IFDIR) found.push_back(*rotated);
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return found;
  }

  const std::string& name() const { return name_; }
  std::string name_of(const RotatedName& one) const { return name_ + one.ending(); }
  std::string path_of(const std::string& name) const { return fmt::format("{}/{}", folder_, name); }

  mode_t mode_of(const std::string& name) const {  // 0: it is not there
    struct stat status {};
    return ::fstatat(fd_.get(), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) < 0 ? 0 : status.st_mode;
  }
  Result<void> rename(const std::string& from, const std::string& to) const {
    if (::renameat(fd_.get(), from.c_str(), fd_.get(), to.c_str()) < 0 && errno != ENOENT)
      return from_errno(errno, fmt::format("rename {} to {}", path_of(from), to));
    return {};
  }
  Result<void> remove(const std::string& name) const {
    if (::unlinkat(fd_.get(), name.c_str(), 0) < 0 && errno != ENOENT)
      return from_errno(errno, fmt::format("remove {}", path_of(name)));
    return {};
  }

 private:
  Family(UniqueFd fd, std::string folder, std::string name)
      : fd_(std::move(fd)), folder_(std::move(folder)), name_(std::move(name)) {}

  UniqueFd fd_;
  std::string folder_, name_;
};

// The newest number that nobody has, or `max_files` if all have one: so far the others move up.
int first_free(const std::vector<RotatedName>& rotated, int max_files) {
  int free = 1;
  for (const auto& one : rotated) {
    if (one.form == Form::unfinished) continue;
    if (one.number > free) break;
    free = one.number + 1;
  }
  return std::min(free, max_files);
}

Result<void> make_room(const Family& family, const std::vector<RotatedName>& rotated, int max_files) {
  int free = first_free(rotated, max_files);
  // The oldest first: none ever moves to where another still is.
  for (auto one = rotated.rbegin(); one != rotated.rend(); ++one) {
    if (one->form == Form::unfinished) continue;
    Result<void> done;
    if (one->number > max_files || one->number == free)
      done = family.remove(family.name_of(*one));
    else if (one->number < free)
      done = family.rename(family.name_of(*one), family.name_of({one->number + 1, one->form}));
    if (!done) return done;
  }
  return {};
}

}  // namespace

Result<void> rotate(const std::string& path, int max_files) {
  auto family = Family::of(path);
  if (!family) return family.error();
  auto mode = family->mode_of(family->name());
  if (mode == 0) return {};
  if (!S_ISREG(mode)) return Error{ErrorKind::invalid, fmt::format("{}: not a regular file", path)};
  auto rotated = family->rotated();
  if (!rotated) return rotated.error();
  auto room = make_room(*family, *rotated, max_files);
  if (!room) return room;
  return family->rename(family->name(), family->name_of({1, Form::plain}));
}

std::vector<std::string> to_compress(const std::string& path) {
  std::vector<std::string> paths;
  auto family = Family::of(path);
  if (!family) return paths;
  auto rotated = family->rotated();
  if (!rotated) return paths;
  for (const auto& one : *rotated)
    if (one.form == Form::plain && S_ISREG(family->mode_of(family->name_of(one))))
      paths.push_back(family->path_of(family->name_of(one)));
  std::reverse(paths.begin(), paths.end());
  return paths;
}

void remove_unfinished(const std::string& path) {
  auto family = Family::of(path);
  if (!family) return;
  auto rotated = family->rotated();
  if (!rotated) return;
  for (const auto& one : *rotated)
    if (one.form == Form::unfinished) (void)family->remove(family->name_of(one));  // it is in nobody's way
}

}  // namespace berth::logs
