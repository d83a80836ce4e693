// What is there, and what is to become of it.
#include <cstdio>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "config/descriptor.h"
#include "config/host_files.h"
#include "ctl/dependents.h"
#include "ctl/import_source.h"
#include "ctl/migration.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

Error refuse(std::string text) {
  return {ErrorKind::conflict, std::move(text)};
}

// A timer of a Quadlet lies where units do.
importing::Surroundings surroundings() {
  auto around = import_surroundings();
  around.read_file = [plain = around.read_file](const std::string& path) {
    const std::string quadlets = "/etc/containers/systemd/";
    bool is_timer = path.starts_with(quadlets) && path.ends_with(".timer");
    return plain(is_timer ? "/etc/systemd/system/" + path.substr(quadlets.size()) : path);
  };
  return around;
}

bool follows_tags(const service::Spec& spec) {
  auto policy = spec.compose ? spec.compose->pull : spec.container.pull;
  return policy == service::PullPolicy::newer || policy == service::PullPolicy::always;
}

}  // namespace

std::string images_of(const service::Spec& spec) {
  if (spec.compose) return "the images of the " + spec.title();
  return (follows_tags(spec) ? "" : "the image ") + spec.container.image;
}

Migration::Migration(Client& client, const MigrateOptions& options, std::string name)
    : client_(client),
      options_(options),
      settings_(config::load_settings("/etc/berth/agent.yaml").settings),
      name_(std::move(name)),
      unit_(service::unit_name(name_)) {}

Result<void> Migration::check_carried(const LegacyUnit& unit) const {
  std::vector<std::string> lost;
  for (auto line : text::split(imported_.text, '\n')) {
    line = text::trim(line);
    if (line.starts_with('#') && line.find("not carried") != std::string_view::npos) lost.emplace_back(line.substr(2));
  }
  auto of_generated = fmt::format("/etc/systemd/system/{}.d", unit_);
  bool is_quadlet = unit.source.ends_with(".container");
  if (is_quadlet && file::exists(of_generated))
    lost.push_back(fmt::format("not carried: {}: write it into the Quadlet first", of_generated));
  for (const auto& line : lost) tell(name_, line);
  if (lost.empty() || options_.force) return {};
  return refuse("not everything in the unit can be carried: change it, or go on without that with --force");
}

Result<void> Migration::read_descriptor(const std::string& text) {
  auto reading =
      config::read_descriptor(manifest_.descriptor, name_, text, settings_.roots(), config::read_host_facts());
  if (!reading.ok()) return Error{ErrorKind::invalid, config::one_line(reading.problems.front())};
  spec_ = std::move(reading.spec);
  auto files = config::read_host_files(spec_);
  if (!files.problems.empty()) return Error{ErrorKind::not_found, config::one_line(files.problems.front())};
  return {};
}

Result<void> Migration::import_unit(const LegacyUnit& unit) {
  if (service::is_template(name_)) return refuse("a template is no service: import it, and migrate its instances");
  auto source = file::read(unit.source, largest_source);
  if (!source) return source.error();
  auto all = importing::import_file(unit.source, *source, name_, surroundings());
  if (!all) return all.error();
  imported_ = all->front();
  if (auto good = check_carried(unit); !good) return good;
  if (auto read = read_descriptor(imported_.text); !read) return read;
  return unit.source.ends_with(".container") ? check_volumes() : Result<void>();
}

// Docker's volume of that name would be another one, and empty.
Result<void> Migration::check_volumes() const {
  std::set<std::string> names;
  for (const auto& mount : spec_.container.mounts)
    if (!mount.source.starts_with('/')) names.insert(mount.source);
  for (const auto& mount : spec_.container.spelled_mounts)
    if (mount.type == "volume" && !mount.source.empty()) names.insert(mount.source);
  for (const auto& name : names)
    tell(name_,
         fmt::format("what is in Podman's volume {0} does not come along: podman volume export {0} has it", name));
  if (names.empty() || options_.force) return {};
  return refuse("copy what is in Podman's volumes into Docker's, and go on with --force");
}

Result<void> Migration::note_state(const UnitState& state, const UnitState& timer) {
  auto dependents = active_dependents(client_, unit_);
  if (!dependents) return dependents.error();
  manifest_.dependents = std::move(*dependents);
  manifest_.is_job = spec_.schedule.has_value();
  manifest_.timer_was_active = timer.is_up();
  manifest_.timer_was_enabled = timer.is_enabled();
  manifest_.was_active = state.is_up() && !manifest_.is_job;
  manifest_.was_enabled = state.is_enabled();
  bool runs_now = manifest_.is_job && state.is_up() && state.sub != "auto-restart";
  if (runs_now && !options_.force)
    return refuse(fmt::format("a run of {} is under way: try again when it is over", unit_));
  return {};
}

Result<void> Migration::begin() {
  auto state = unit_state(client_, unit_);
  if (!state) return state.error();
  auto timer = unit_state(client_, service::timer_name(name_));
  if (!timer) return timer.error();
  manifest_.service = name_;
  manifest_.descriptor = fmt::format("{}/{}.yaml", settings_.service_directories.front(), name_);
  if (state->fragment == fmt::format("{}/{}", settings_.unit_directory, unit_) || file::exists(manifest_.descriptor))
    return refuse(
        fmt::format("{} is a service of Berth's already, or has a descriptor: {}", name_, manifest_.descriptor));
  auto unit = legacy_unit(name_, *state, *timer, file::exists);
  if (!unit) return unit.error();
  manifest_.files = places(*unit, migrated_folder(name_));
  if (auto imported = import_unit(*unit); !imported) return imported;
  return note_state(*state, *timer);
}

Result<void> Migration::take_up() {
  auto text = file::read(manifest_path(name_), largest_source);
  if (!text) return text.error();
  auto manifest = read_manifest(manifest_path(name_), *text);
  if (!manifest) return manifest.error();
  if (manifest->is_done && !manifest->goes_back)
    return refuse(fmt::format("{} is migrated already: berthctl migrate --back {} undoes it", name_, name_));
  if (manifest->goes_back)
    return refuse(fmt::format("a way back was cut off: berthctl migrate --back {} finishes it", name_));
  manifest_ = std::move(*manifest);
  auto kept = fmt::format("{}/{}.yaml", migrated_folder(name_), name_);
  auto descriptor = file::read(kept, largest_source);
  if (!descriptor) return descriptor.error();
  imported_.text = std::move(*descriptor);
  imported_.has_secrets = true;
  tell(name_, "goes on where it was cut off");
  return read_descriptor(imported_.text);
}

void Migration::show_steps() const {
  std::vector<std::string> steps = {fmt::format("write {}", manifest_.descriptor)};
  if (!spec_.process)
    steps.push_back(fmt::format("{} {}", follows_tags(spec_) ? "pull" : "make sure of", images_of(spec_)));
  steps.push_back(fmt::format("stop {}", unit_));
  for (const auto& unit : manifest_.dependents) steps.push_back(fmt::format("{} is stopped with it", unit));
  for (const auto& [from, to] : manifest_.files) steps.push_back(fmt::format("move {} to {}", from, to));
  steps.emplace_back("have systemd read its units (daemon-reload)");
  if (manifest_.was_enabled || manifest_.timer_was_enabled)
    steps.push_back("enable " + (manifest_.is_job ? service::timer_name(name_) : unit_));
  if (manifest_.timer_was_active) steps.push_back("start " + service::timer_name(name_));
  if (manifest_.was_active) steps.push_back("start " + unit_);
  for (const auto& unit : manifest_.dependents) steps.push_back("start " + unit);
  for (const auto& step : steps) std::fputs((step + "\n").c_str(), stdout);
  std::fputs(("\n" + imported_.text).c_str(), stdout);
}

}  // namespace berth::ctl
