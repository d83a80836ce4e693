// What a log shipper reads to find every service's log file: one file in Prometheus' file_sd format, always current, so
// that a new service needs neither an edit nor a restart of the shipper.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace berth::logs {

struct Target {
  std::string service;
  std::string file;  // absolute; a target without a file is left out
};

class Targets {
 public:
  // `host` becomes a label of every line.
  Targets(std::string path, std::string host);

  // These are all targets now. The file is replaced only when that changes it, and tried again when that failed.
  Result<void> set(std::vector<Target> targets);

 private:
  std::string path_, host_;
};

}  // namespace berth::logs
