#include "loop/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <system_error>

namespace berth {

namespace {

using boost::asio::posix::stream_descriptor;

constexpr std::uint32_t interesting = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB |
                                      IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;

int open_inotify() {
  int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) throw std::system_error(errno, std::generic_category(), "inotify");
  return fd;
}

}  // namespace

FileWatch::FileWatch(const Executor& executor, std::vector<std::string> folders)
    : inotify_(executor, open_inotify()), folders_(std::move(folders)) {
  watch_all();
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
  while (!drain()) {
    auto [error] = co_await inotify_.async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return Error{ErrorKind::cancelled, "watch folders: " + error.message()};
  }
  watch_all();
  co_return Result<void>();
}

}  // namespace berth
