// `berthctl migrate`: a unit that runs becomes a service of Berth's with one stop and one start, and there is a way
// back.
#pragma once

#include <string>

#include "ctl/client.h"
#include "ctl/manifest.h"

namespace berth::ctl {

struct MigrateOptions {
  std::string unit;  // "museum" or "museum.service"
  bool back = false;
  bool force = false;    // also if not all could be carried
  bool dry_run = false;  // prints the steps
};

int migrate(const MigrateOptions& options);

// --- Between the two ways ---

// Where the old unit's files are kept: STATE/migrated/NAME.
std::string migrated_folder(const std::string& service);
std::string manifest_path(const std::string& service);
Result<void> save_manifest(const Manifest& manifest);

// A line on standard error.
void tell(const std::string& service, std::string_view what);

// Puts everything back, and starts the old unit if it is to run. Whatever was done already stays done.
Result<void> go_back(Client& client, Manifest manifest);

}  // namespace berth::ctl
