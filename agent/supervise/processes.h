// All services that are programs of the host, each with its watch.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "supervise/process_watch.h"

namespace berth::supervise {

class Processes {
 public:
  // `owed` is called when one that has no descriptor with a Process any more has come to rest.
  Processes(Shared& shared, bus::Connection& system_bus, std::function<void()> owed)
      : shared_(shared), units_(system_bus, shared.jobs), owed_(std::move(owed)) {}

  // From now on it hears of what happens to units.
  void begin();

  // Its descriptor was read anew, or for the first time; true if it is a new one.
  bool note(const std::string& service);
  // Null if there is none.
  std::shared_ptr<ProcessWatch> find(const std::string& service) const;
  const std::map<std::string, std::shared_ptr<ProcessWatch>>& all() const { return watches_; }
  // Those that have no descriptor with a Process any more and do not run; returns their names.
  std::vector<std::string> forget_idle();
  // Whether a service is one, or was when its descriptor could still be read.
  bool is_one(const std::string& service, const Catalogue::Entry& entry) const;
  // Those of a daemon before this one that have no descriptor any more: what still runs is read to its end.
  void adopt();

 private:
  Task<> listen();
  bool is_wanted(const std::string& service) const;

  Shared& shared_;
  systemd::UnitWatch units_;
  std::function<void()> owed_;
  std::map<std::string, std::shared_ptr<ProcessWatch>> watches_;
};

}  // namespace berth::supervise
