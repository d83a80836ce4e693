// The way back of a migration: by itself when the new service does not become ready, or by berthctl migrate --back.
#include <cstdio>

#include "base/file.h"
#include "config/settings.h"
#include "ctl/dependents.h"
#include "ctl/migrate.h"
#include "ctl/unit_calls.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

// Ours goes; what was changed in it since is kept beside the old files.
Result<void> take_down(Client& client, const Manifest& manifest) {
  const auto& name = manifest.service;
  tell(name, "stops what runs as Berth's");
  if (manifest.is_job)
    if (auto stopped = stop_unit(client, service::timer_name(name)); !stopped) return stopped;
  if (auto stopped = stop_unit(client, service::unit_name(name)); !stopped) return stopped;
  // Links that name no file any more go with it.
  for (const auto& unit : {service::unit_name(name), service::timer_name(name)})
    if (auto state = unit_state(client, unit); state && state->is_enabled()) disable_unit(client, unit);
  return {};
}

Result<void> put_descriptor_away(const Manifest& manifest) {
  if (!file::exists(manifest.descriptor)) return {};
  auto kept = fmt::format("{}/{}.yaml", migrated_folder(manifest.service), manifest.service);
  return move_files({{manifest.descriptor, kept}});
}

Result<void> bring_up(Client& client, const Manifest& manifest) {
  const auto& name = manifest.service;
  auto unit = service::unit_name(name), timer = service::timer_name(name);
  if (manifest.was_enabled)
    if (auto enabled = enable_unit(client, unit); !enabled) return enabled;
  if (manifest.timer_was_enabled)
    if (auto enabled = enable_unit(client, timer); !enabled) return enabled;
  reset_failed(client, unit);
  if (manifest.timer_was_active)
    if (auto started = start_unit(client, timer); !started) return started;
  if (!manifest.was_active) return {};
  tell(name, "starts the old unit");
  return start_unit(client, unit);
}

}  // namespace

Result<void> go_back(Client& client, Manifest manifest) {
  bool is_moved = is_any_moved(manifest.files);
  if (manifest.is_done && !manifest.goes_back) {
    // Since then it has been Berth's: what runs now is what is to run.
    auto state = unit_state(client, service::unit_name(manifest.service));
    if (!state) return state.error();
    manifest.was_active = state->is_up() && !manifest.is_job;
    auto dependents = active_dependents(client, service::unit_name(manifest.service));
    if (!dependents) return dependents.error();
    manifest.dependents = std::move(*dependents);
  }
  manifest.goes_back = true;
  if (auto saved = save_manifest(manifest); !saved) return saved;
  if (is_moved)
    if (auto down = take_down(client, manifest); !down) return down;
  if (auto away = put_descriptor_away(manifest); !away) return away;
  tell(manifest.service, "puts the old unit's files back");
  if (auto moved = move_back(manifest.files); !moved) return moved;
  if (auto reloaded = daemon_reload(client); !reloaded) return reloaded;
  client.reload();  // berthd forgets it, if systemd's generator has not told it already
  if (auto up = bring_up(client, manifest); !up) return up;
  start_dependents(client, manifest);
  return file::remove(manifest_path(manifest.service));
}

}  // namespace berth::ctl
