// The little about a service that neither Docker nor systemd can tell us back: one small file each in /var/lib/berth.
// A missing or damaged file is an empty one, with a warning.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace berth::supervise {

struct Record {
  std::string image;                // the reference that the rest is about
  std::string digest;               // the registry digest it was last pulled at
  std::int64_t confirmed_unix = 0;  // when the registry last said that this is the newest; seconds, 0: never
};

class Ledger {
 public:
  explicit Ledger(std::string folder) : folder_(std::move(folder)) {}

  Record read(const std::string& service) const;
  Result<void> write(const std::string& service, const Record& record) const;

 private:
  std::string path_of(const std::string& service) const { return folder_ + "/" + service + ".json"; }

  std::string folder_;
};

}  // namespace berth::supervise
