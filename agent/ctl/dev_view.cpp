#include "ctl/dev_view.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "base/unique_fd.h"

namespace berth::ctl {

namespace {

namespace fs = std::filesystem;

Result<void> write_into(const char* path, const std::string& text) {
  UniqueFd fd(::open(path, O_WRONLY | O_CLOEXEC));
  if (!fd || ::write(fd.get(), text.data(), text.size()) < 0) return from_errno(errno, path);
  return {};
}

// Whoever is not root becomes able to mount, as himself, in a world of his own.
Result<void> leave_for_own_mounts() {
  auto user = ::geteuid();
  auto group = ::getegid();
  if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) < 0)
    return from_errno(errno, "a mount namespace of its own");
  if (user != 0) {
    if (auto done = write_into("/proc/self/setgroups", "deny"); !done) return done;
    if (auto done = write_into("/proc/self/uid_map", fmt::format("{0} {0} 1", user)); !done) return done;
    if (auto done = write_into("/proc/self/gid_map", fmt::format("{0} {0} 1", group)); !done) return done;
  }
  if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) < 0) return from_errno(errno, "private mounts");
  return {};
}

bool is_there(const std::string& path) {
  std::error_code error;
  return fs::symlink_status(path, error).type() != fs::file_type::not_found;
}

bool make_file(const std::string& path) {
  return static_cast<bool>(UniqueFd(::open(path.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644)));
}

class View {
 public:
  explicit View(std::string root) : root_(std::move(root)) {}

  // Puts a tmpfs onto the folder `path` of the view, with all in it that the machine has there: there is room for more.
  Result<void> mirror(const std::string& path) {
    auto at = root_ + path;
    if (::mount("tmpfs", at.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755") < 0)
      return from_errno(errno, "mount a tmpfs");
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(path.empty() ? "/" : path, error)) {
      auto name = "/" + entry.path().filename().string();
      if (entry.is_symlink(error))
        fs::create_symlink(fs::read_symlink(entry.path(), error), at + name, error);
      else if (entry.is_directory(error) ? ::mkdir((at + name).c_str(), 0755) == 0 : make_file(at + name))
        ::mount(entry.path().c_str(), (at + name).c_str(), nullptr, MS_BIND | MS_REC, nullptr);
    }
    has_room_.insert(path);
    return {};
  }

  Result<void> bind(const DevPlan::Bind& bind) {
    std::error_code error;
    bool is_folder = fs::is_directory(bind.source, error);
    auto made = make_target(bind.target, is_folder);
    if (!made) return made;
    auto at = root_ + bind.target;
    if (::mount(bind.source.c_str(), at.c_str(), nullptr, MS_BIND | MS_REC, nullptr) < 0)
      return from_errno(errno, fmt::format("bind {} on {}", bind.source, bind.target));
    struct statvfs flags {};
    // What the mount forbids already must be said again.
    if (bind.read_only && ::statvfs(at.c_str(), &flags) == 0) {
      auto more = flags.f_flag & (MS_NOSUID | MS_NODEV | MS_NOEXEC);
      ::mount(nullptr, at.c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY | more, nullptr);
    }
    return {};
  }

  Result<void> enter() {
    std::error_code error;
    auto here = fs::current_path(error).string();
    if (::chroot(root_.c_str()) < 0) return from_errno(errno, "chroot");
    if (::chdir(here.c_str()) < 0 && ::chdir("/") < 0) return from_errno(errno, here);
    return {};
  }

 private:
  Result<void> make_target(const std::string& target, bool is_folder) {
    std::string path;
    auto parts = text::split(target, '/');
    for (std::size_t i = 1; i < parts.size(); ++i) {
      auto next = fmt::format("{}/{}", path, parts[i]);
      bool is_last = i + 1 == parts.size();
      if (!is_there(root_ + next)) {
        if (!has_room_.contains(path))
          if (auto mirrored = mirror(path); !mirrored) return mirrored;
        bool is_file = is_last && !is_folder;
        bool is_made = is_file ? make_file(root_ + next) : ::mkdir((root_ + next).c_str(), 0755) == 0;
        if (!is_made) return from_errno(errno, next);
        if (!is_file) has_room_.insert(next);
      }
      path = next;
    }
    return {};
  }

  std::string root_;
  std::set<std::string> has_room_;  // folders in which something can be made
};

}  // namespace

Result<void> enter_view(const std::vector<DevPlan::Bind>& binds, const std::string& scaffold) {
  if (auto left = leave_for_own_mounts(); !left) return left;
  View view(scaffold);
  if (auto mirrored = view.mirror(""); !mirrored) return mirrored;
  for (const auto& bind : binds)
    if (auto bound = view.bind(bind); !bound) return bound;
  return view.enter();
}

}  // namespace berth::ctl
