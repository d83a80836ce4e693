// Where outputs outlive the daemon: the attach sockets in systemd's keeping, and beside each how far it has been read.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/unique_fd.h"

namespace berth::supervise {

// Of what belongs to no container: process_output.h.
inline const std::string process_prefix = "process/";

class OutputShelf {
 public:
  // The checkpoints are files in `folder`, which is made.
  explicit OutputShelf(std::string folder);

  // The socket of that container which a daemon before this one was reading; none if there is none.
  UniqueFd take(const std::string& container_id);
  // It was asked for too early: whoever asks next has it.
  void give_back(const std::string& container_id, UniqueFd socket);
  // Those that begin so and nobody has asked for yet.
  std::vector<std::string> waiting(const std::string& prefix) const;
  bool has(const std::string& container_id) const { return sockets_.contains(container_id); }
  // It is known how far it was read, by somebody who has not closed it.
  bool knows(const std::string& container_id) const;
  void keep(const std::string& container_id, int socket);
  std::string checkpoint_of(const std::string& container_id) const { return folder_ + "/" + container_id; }

  // The stream is over; how far it was read stays known.
  void forget_socket(const std::string& container_id);
  // The container is no more, or will not be read again.
  void forget(const std::string& container_id);
  // What belongs to none of these containers, and is not being read, is of no use; but for that of processes.
  void forget_all_but(const std::set<std::string>& container_ids);

 private:
  std::string folder_;
  std::map<std::string, UniqueFd> sockets_;  // those that nobody has asked for yet
  std::set<std::string> in_use_;
};

}  // namespace berth::supervise
