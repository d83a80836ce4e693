// Everything that may fail comes before the stop of the old unit; what fails after it leads back.
#include <chrono>

#include "base/file.h"
#include "ctl/dependents.h"
#include "ctl/migration.h"
#include "ctl/systemd_jobs.h"
#include "ctl/wait_for.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

constexpr Duration watched = std::chrono::seconds(5);  // after the start: an image that dies at once does so here

}  // namespace

// The old unit still counts for systemd, as /etc comes before the folder of ours: berthd knows the service, and systemd
// does not.
Result<void> Migration::prepare() {
  auto folder = migrated_folder(name_);
  if (auto made = file::make_folder(folder, 0700); !made) return made;
  mode_t mode = imported_.has_secrets ? 0600 : 0644;
  auto kept = fmt::format("{}/{}.yaml", folder, name_);
  if (auto written = file::replace(kept, imported_.text, mode); !written) return written;
  if (auto saved = save_manifest(manifest_); !saved) return saved;
  tell(name_, "writes " + manifest_.descriptor);
  if (auto written = file::replace(manifest_.descriptor, imported_.text, mode); !written) return written;
  auto problems = client_.reload();
  if (!problems) return problems.error();
  return fetch();
}

// What the start would fail for is known before the stop of what runs.
Result<void> Migration::fetch() {
  if (spec_.process) return {};
  tell(name_, "makes sure of " + images_of(spec_));
  auto request = new_images_call(client_.bus(), "Fetch", {name_});
  if (!request) return request.error();
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* reply = nullptr;
  int r = sd_bus_call(client_.bus(), request->get(), UINT64_MAX, &error, &reply);
  bus::MessagePtr owned(reply);
  auto complaint = from_bus_error(error);
  sd_bus_error_free(&error);
  if (r < 0) return complaint;
  const char *digest = "", *trouble = "";
  r = sd_bus_message_read(reply, "ss", &digest, &trouble);
  if (r < 0) return bus::from_return(r, "read berthd's answer");
  if (*trouble != '\0') tell(name_, fmt::format("goes on with what is there: {}", trouble));
  return {};
}

Result<void> Migration::stop_old() {
  tell(name_, "stops " + unit_);
  auto timer = service::timer_name(name_);
  if (auto stopped = stop_unit(client_, timer); !stopped) return stopped;
  if (auto stopped = stop_unit(client_, unit_); !stopped) return stopped;
  // Links to files that go. What is not enabled has none. A unit that is a link itself goes with them.
  if (auto kept = keep_links(manifest_.files); !kept) return kept;
  if (manifest_.was_enabled) disable_unit(client_, unit_);
  if (manifest_.timer_was_enabled) disable_unit(client_, timer);
  return move_files(manifest_.files);
}

Result<void> Migration::load_new() {
  if (auto reloaded = daemon_reload(client_); !reloaded) return reloaded;
  auto state = unit_state(client_, unit_);
  auto ours = fmt::format("{}/{}", settings_.unit_directory, unit_);
  if (state && state->fragment != ours) {  // where the generator could not tell berthd
    client_.reload();
    daemon_reload(client_);
    state = unit_state(client_, unit_);
  }
  if (!state) return state.error();
  if (state->fragment != ours)
    return Error{ErrorKind::conflict, fmt::format("systemd has {} in place of {}",
                                                  state->fragment.empty() ? "nothing" : state->fragment, ours)};
  bool is_quadlet = manifest_.files.front().first.ends_with(".container");  // its [Install] counts by itself
  bool was_wanted = manifest_.is_job ? manifest_.timer_was_enabled : manifest_.was_enabled || is_quadlet;
  bool can_be = manifest_.is_job || !spec_.install.empty();
  if (!was_wanted || !can_be) return {};
  return enable_unit(client_, manifest_.is_job ? service::timer_name(name_) : unit_);
}

// Why it went, in berthd's words.
Result<void> Migration::watch() {
  if (auto listening = subscribe_to_systemd(client_); !listening) return listening;
  Result<UnitState> state = UnitState{};
  auto is_gone = [&] {
    state = unit_state(client_, unit_);
    return !state || state->active != "active";
  };
  auto gone = wait_for(client_, "org.freedesktop.systemd1", unit_path(unit_), is_gone, watched);
  if (!gone) return gone.error();
  if (!*gone) return {};
  if (!state) return state.error();
  auto properties = client_.service(name_);
  auto why = properties ? text_of(*properties, "StatusText") : properties.error().text;
  return Error{ErrorKind::remote, fmt::format("it did not stay: {} (journalctl --unit {})", why, name_)};
}

Result<void> Migration::start_new() {
  reset_failed(client_, unit_);
  if (manifest_.timer_was_active)
    if (auto started = start_unit(client_, service::timer_name(name_)); !started) return started;
  if (!manifest_.was_active) return {};
  tell(name_, "starts as Berth's");
  auto ends = run_jobs(client_, "start", {name_});
  if (!ends) return ends.error();
  if (!ends->front().is_done()) return Error{ErrorKind::remote, ends->front().text};
  return watch();
}

Result<void> Migration::hand_over() {
  if (auto stopped = stop_old(); !stopped) return stopped;
  if (auto loaded = load_new(); !loaded) return loaded;
  if (auto started = start_new(); !started) return started;
  start_dependents(client_, manifest_);
  manifest_.is_done = true;
  return save_manifest(manifest_);
}

}  // namespace berth::ctl
