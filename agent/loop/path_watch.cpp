#include "loop/path_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "loop/path_trail.h"

namespace berth {

namespace {

using boost::asio::posix::stream_descriptor;

constexpr std::uint32_t interesting = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ATTRIB |
                                      IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::uint32_t is_over = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_IGNORED;
constexpr std::size_t most_in_one_path = 1024;

}  // namespace

PathWatch::PathWatch(const Executor& executor, std::size_t most_folders)
    : inotify_(executor), most_folders_(most_folders) {
  (void)open();  // changed() tries again, and tells
}

Result<void> PathWatch::open() {
  int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (fd < 0) return from_errno(errno, "watch files (inotify; see fs.inotify.max_user_instances)");
  inotify_.assign(fd);
  return {};
}

bool PathWatch::watch(const std::string& owner, const std::vector<std::string>& paths) {
  if (!inotify_.is_open()) {
    places_[owner];  // it is named when there is an instance again
    return false;
  }
  // What turned elsewhere while it was being followed is followed again.
  bool is_whole = false;
  Places places;
  for (int tries = 0; tries < 5; ++tries) {
    Places before = std::exchange(places, {});
    is_whole = place_all(paths, places);
    if (places == before) break;
  }
  replace(owner, std::move(places));
  return is_whole;
}

bool PathWatch::place_all(const std::vector<std::string>& paths, Places& places) {
  bool is_whole = true;
  for (const auto& path : paths) {
    auto trail = trail_of(path);
    for (const auto& spot : trail.spots) is_whole &= add(spot.folder, spot.name, places);
    if (trail.end.empty()) continue;
    auto below = folders_in(trail.end, most_in_one_path);
    is_whole &= below.size() < most_in_one_path;
    for (const auto& folder : below) is_whole &= add(folder, "", places);
  }
  return is_whole;
}

// A folder that has just gone is no failure: the one above tells of it.
bool PathWatch::add(const std::string& folder, const std::string& name, Places& places) {
  int watch = ::inotify_add_watch(inotify_.native_handle(), folder.c_str(), interesting);
  if (watch < 0) return errno != ENOSPC && errno != EACCES;
  bool is_too_many = !folders_.contains(watch) && folders_.size() >= most_folders_;
  if (is_too_many) {
    ::inotify_rm_watch(inotify_.native_handle(), watch);
    return false;
  }
  folders_[watch];
  places.emplace(watch, name);
  return true;
}

void PathWatch::replace(const std::string& owner, Places places) {
  auto before = std::exchange(places_[owner], std::move(places));
  for (const auto& [folder, name] : places_[owner]) folders_[folder].owners[name].insert(owner);
  for (const auto& place : before) {
    if (places_[owner].contains(place)) continue;
    auto& owners = folders_[place.first].owners;
    owners[place.second].erase(owner);
    if (owners[place.second].empty()) owners.erase(place.second);
  }
  for (auto at = folders_.begin(); at != folders_.end();) {
    auto folder = (at++)->first;
    drop_if_idle(folder);
  }
}

void PathWatch::drop_if_idle(int folder) {
  auto found = folders_.find(folder);
  if (found == folders_.end() || !found->second.owners.empty()) return;
  ::inotify_rm_watch(inotify_.native_handle(), folder);
  folders_.erase(found);
}

void PathWatch::forget(const std::string& owner) {
  if (!places_.contains(owner)) return;
  replace(owner, {});
  places_.erase(owner);
}

void PathWatch::take(int folder, std::uint32_t mask, const std::string& name, std::set<std::string>& touched) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    for (const auto& [owner, places] : places_) touched.insert(owner);
    return;
  }
  auto found = folders_.find(folder);
  if (found == folders_.end()) return;
  bool is_all = (mask & is_over) != 0;
  for (const auto& [wanted, owners] : found->second.owners)
    if (is_all || wanted.empty() || wanted == name) touched.insert(owners.begin(), owners.end());
}

bool PathWatch::drain(std::set<std::string>& touched) {
  alignas(inotify_event) char bytes[16384];
  ssize_t got = 0;
  while ((got = ::read(inotify_.native_handle(), bytes, sizeof bytes)) > 0) {
    for (ssize_t at = 0; at < got;) {
      inotify_event event;
      std::memcpy(&event, bytes + at, sizeof event);
      std::string name = event.len > 0 ? std::string(bytes + at + sizeof event) : std::string();
      take(event.wd, event.mask, name, touched);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
  return !touched.empty();
}

Task<Result<std::set<std::string>>> PathWatch::changed() {
  constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
  std::set<std::string> touched;
  if (!inotify_.is_open()) {
    auto opened = open();
    if (!opened) co_return opened.error();
    for (const auto& [owner, places] : places_) touched.insert(owner);
    co_return touched;
  }
  while (!drain(touched)) {
    auto [error] = co_await inotify_.async_wait(stream_descriptor::wait_read, quietly);
    if (error) co_return Error{ErrorKind::cancelled, "watch files: " + error.message()};
  }
  co_return touched;
}

}  // namespace berth
