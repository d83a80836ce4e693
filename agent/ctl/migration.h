// The way of one unit to Berth: what would be done is known before anything is changed, and everything that may fail
// comes before the stop of the old unit.
#pragma once

#include <string>

#include "config/settings.h"
#include "ctl/jobs.h"
#include "ctl/legacy_unit.h"
#include "ctl/migrate.h"
#include "import/import.h"
#include "service/spec.h"

namespace berth::ctl {

// "the images of the project forum"; "nginx:latest".
std::string images_of(const service::Spec& spec);

class Migration {
 public:
  Migration(Client& client, const MigrateOptions& options, std::string name);

  // Finds out everything, and changes nothing (migration_plan.cpp); take_up: of one that was cut off.
  Result<void> begin(), take_up();
  void show_steps() const;

  // The old unit runs on; then one stop, one start (migration_steps.cpp).
  Result<void> prepare(), hand_over();

  const Manifest& manifest() const { return manifest_; }

 private:
  Result<void> import_unit(const LegacyUnit&unit), check_carried(const LegacyUnit&unit) const;
  Result<void> read_descriptor(const std::string&text), check_volumes() const;
  Result<void> note_state(const UnitState& state, const UnitState& timer);
  Result<void> fetch(), stop_old(), load_new(), start_new(), watch();

  Client& client_;
  const MigrateOptions& options_;
  config::Settings settings_;
  std::string name_, unit_;
  Manifest manifest_;
  importing::Imported imported_;
  service::Spec spec_;
};

}  // namespace berth::ctl
