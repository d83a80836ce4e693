// The little about each service that neither Docker nor systemd can tell us back: one small file each in
// /var/lib/berth, written as a whole or not at all. A missing or damaged file is an empty one, with a warning.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "supervise/record.h"

namespace berth::supervise {

class Ledger {
 public:
  explicit Ledger(std::string folder) : folder_(std::move(folder)) {}

  // Read when it is first asked for; from then on what is in memory is what counts.
  Record& of(const std::string& service);
  // To disk; what goes wrong is told in the log, and the service goes on.
  void save(const std::string& service);
  // All that have been asked for.
  const std::map<std::string, Record>& all() const { return records_; }

 private:
  std::string path_of(const std::string& service) const { return folder_ + "/" + service + ".json"; }
  Record read(const std::string& service) const;

  std::string folder_;
  std::map<std::string, Record> records_;
};

}  // namespace berth::supervise
