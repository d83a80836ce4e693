// What only one service can have, as a container's name: who of those that want it is the first by name, whoever is
// read first.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace berth::supervise {

class Claims {
 public:
  // What the service wants from now on, instead of what it wanted before.
  void set(const std::string& service, std::vector<std::string> things);
  // The first that wants it; empty if nobody does.
  std::string first(const std::string& thing) const;
  void clear() { *this = {}; }

 private:
  std::map<std::string, std::set<std::string>> services_;      // by thing
  std::map<std::string, std::vector<std::string>> things_of_;  // by service
};

}  // namespace berth::supervise
