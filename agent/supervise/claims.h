// What only one service can have, as a container's name: of those that want it the one whose own name it is by default
// has it, else the first by name, whoever is read first.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace berth::supervise {

struct Claim {
  std::string thing;
  bool is_by_name = false;  // it comes of the service's name: nobody has to write it
};

class Claims {
 public:
  // What the service wants from now on, instead of what it wanted before.
  void set(const std::string& service, std::vector<Claim> claims);
  // Who has it; empty if nobody wants it.
  std::string holder(const std::string& thing) const;
  void clear() { *this = {}; }

 private:
  using Rank = std::pair<bool, std::string>;  // false comes first: of its own name

  std::map<std::string, std::set<Rank>> services_;       // by thing
  std::map<std::string, std::vector<Claim>> claims_of_;  // by service
};

}  // namespace berth::supervise
