// The options of `berthctl export`.
#pragma once

#include <string>
#include <vector>

namespace berth::ctl {

struct ExportOptions {
  std::string form;                // quadlet, compose or unit
  std::vector<std::string> names;  // of services, or descriptors' paths
  std::string folder;              // empty: standard output
  bool force = false;              // over files that are there
};

int export_services(const ExportOptions& options);

}  // namespace berth::ctl
