// Tells when something may have changed at the paths that its owners named: written in place, replaced by a rename, a
// link on the way turned elsewhere, gone, come back. One inotify instance for all of them, no polling.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "loop/task.h"

namespace berth {

class PathWatch {
 public:
  // `most_folders`: how many it watches in all.
  PathWatch(const Executor& executor, std::size_t most_folders);

  // These paths are the owner's from now on, as they lead now: to be called again after each change. Of a folder
  // everything in it counts. What changes after this call is told. False: not all of them can be watched.
  bool watch(const std::string& owner, const std::vector<std::string>& paths);
  void forget(const std::string& owner);

  // Returns the owners of what may have changed since the last call. An error that is not ErrorKind::cancelled: the
  // system has no inotify instance to spare (each container takes one of the 128 that root has by default); a later
  // call tries again, and names all owners when it succeeds.
  Task<Result<std::set<std::string>>> changed();

 private:
  using Places = std::set<std::pair<int, std::string>>;  // watch descriptor and name; an empty name: everything
  struct Folder {
    std::map<std::string, std::set<std::string>> owners;  // by name
  };

  Result<void> open();
  bool add(const std::string& folder, const std::string& name, Places& places);
  bool place_all(const std::vector<std::string>& paths, Places& places);
  void replace(const std::string& owner, Places places);
  void drop_if_idle(int folder);
  bool drain(std::set<std::string>& touched);
  void take(int folder, std::uint32_t mask, const std::string& name, std::set<std::string>& touched);

  boost::asio::posix::stream_descriptor inotify_;
  std::size_t most_folders_;
  std::map<int, Folder> folders_;
  std::map<std::string, Places> places_;  // by owner
};

}  // namespace berth
