#include "loop/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>

namespace berth {

namespace {

using boost::asio::posix::stream_descriptor;

constexpr std::uint32_t interesting = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB |
                                      IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

}  // namespace

FileWatch::FileWatch(const Executor& executor, std::vector<std::string> folders)
    : inotify_(executor), folders_(std::move(folders)) {
  (void)open();  // changed() tries again, and tells
}

Result<void> FileWatch::open() {
  int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return from_errno(errno, "watch folders (inotify; see fs.inotify.max_user_instances)");
  inotify_.assign(fd);
  watch_all();
  return {};
}

void FileWatch::watch_all() {
  for (auto folder : folders_) {
    // Adding a watch that is there already changes nothing, so this is done anew after every change.
    while (::inotify_add_watch(inotify_.native_handle(), folder.c_str(), interesting) < 0 && folder.size() > 1) {
      auto slash = folder.rfind('/');
      folder = slash == 0 || slash == std::string::npos ? "/" : folder.substr(0, slash);
    }
  }
}

bool FileWatch::drain() {
  char events[4096];
  bool any = false;
  while (::read(inotify_.native_handle(), events, sizeof events) > 0) any = true;
  return any;
}

Task<Result<void>> FileWatch::changed() {
  constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
  if (!inotify_.is_open()) co_return open();
  while (!drain()) {
    auto [error] = co_await inotify_.async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return Error{ErrorKind::cancelled, "watch folders: " + error.message()};
  }
  watch_all();
  co_return Result<void>();
}

}  // namespace berth
