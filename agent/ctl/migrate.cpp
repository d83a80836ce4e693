// The way there: everything that may fail comes before the stop of the old unit, and what fails after it leads back.
#include "ctl/migrate.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "base/file.h"
#include "base/text.h"
#include "config/descriptor.h"
#include "config/host_files.h"
#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/import_source.h"
#include "ctl/jobs.h"
#include "ctl/legacy_unit.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

constexpr Duration watched = std::chrono::seconds(5);  // after the start: an image that dies at once does so here

Error refuse(std::string text) {
  return {ErrorKind::conflict, std::move(text)};
}

config::Settings settings() {
  return config::load_settings("/etc/berth/agent.yaml").settings;
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

class Migration {
 public:
  Migration(Client& client, const MigrateOptions& options, std::string name)
      : client_(client), options_(options), name_(std::move(name)), unit_(service::unit_name(name_)) {}
  Result<void> begin();    // finds out everything, and changes nothing
  Result<void> take_up();  // of one that was cut off
  void show_steps() const;
  Result<void> prepare();    // the old unit runs on
  Result<void> hand_over();  // one stop, one start
  const Manifest& manifest() const { return manifest_; }

 private:
  Result<void> import_unit(const LegacyUnit& unit);
  Result<void> check_carried(const LegacyUnit& unit) const;
  Result<void> read_descriptor(const std::string& text);
  Result<void> note_state(const UnitState& state, const UnitState& timer);
  Result<void> pull();
  Result<void> stop_old();
  Result<void> load_new();
  Result<void> start_new();
  Result<void> watch();

  Client& client_;
  const MigrateOptions& options_;
  std::string name_, unit_;
  Manifest manifest_;
  importing::Imported imported_;
  service::Spec spec_;
};

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
      config::read_descriptor(manifest_.descriptor, name_, text, settings().roots(), config::read_host_facts());
  if (!reading.ok()) return Error{ErrorKind::invalid, config::one_line(reading.problems.front())};
  spec_ = std::move(reading.spec);
  auto files = config::read_host_files(spec_);
  if (!files.problems.empty()) return Error{ErrorKind::not_found, config::one_line(files.problems.front())};
  return {};
}

Result<void> Migration::import_unit(const LegacyUnit& unit) {
  auto source = file::read(unit.source, largest_source);
  if (!source) return source.error();
  auto all = importing::import_file(unit.source, *source, name_, surroundings());
  if (!all) return all.error();
  imported_ = all->front();
  if (auto good = check_carried(unit); !good) return good;
  return read_descriptor(imported_.text);
}

Result<void> Migration::note_state(const UnitState& state, const UnitState& timer) {
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
  auto all = settings();
  manifest_.service = name_;
  manifest_.descriptor = fmt::format("{}/{}.yaml", all.service_directories.front(), name_);
  if (state->fragment == fmt::format("{}/{}", all.unit_directory, unit_) || file::exists(manifest_.descriptor))
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
  bool follows =
      spec_.container.pull == service::PullPolicy::newer || spec_.container.pull == service::PullPolicy::always;
  if (follows) steps.push_back(fmt::format("pull {}", spec_.container.image));
  steps.push_back(fmt::format("stop {}", unit_));
  for (const auto& [from, to] : manifest_.files) steps.push_back(fmt::format("move {} to {}", from, to));
  steps.emplace_back("have systemd read its units (daemon-reload)");
  if (manifest_.was_enabled || manifest_.timer_was_enabled)
    steps.push_back("enable " + (manifest_.is_job ? service::timer_name(name_) : unit_));
  if (manifest_.timer_was_active) steps.push_back("start " + service::timer_name(name_));
  if (manifest_.was_active) steps.push_back("start " + unit_);
  for (const auto& step : steps) std::fputs((step + "\n").c_str(), stdout);
  std::fputs(("\n" + imported_.text).c_str(), stdout);
}

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
  return pull();
}

// As the start would have it: what the old unit runs is in the cache, and policies that want no newer image get none.
Result<void> Migration::pull() {
  using service::PullPolicy;
  auto policy = spec_.container.pull;
  if (policy != PullPolicy::newer && policy != PullPolicy::always) return {};
  tell(name_, "pulls " + spec_.container.image);
  auto request = new_images_call(client_.bus(), "Pull", {name_});
  if (!request) return request.error();
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* reply = nullptr;
  int r = sd_bus_call(client_.bus(), request->get(), UINT64_MAX, &error, &reply);
  bus::MessagePtr owned(reply);
  auto complaint = from_bus_error(error);
  sd_bus_error_free(&error);
  if (r >= 0) return {};
  if (policy == PullPolicy::always) return complaint.during("pull " + spec_.container.image);
  tell(name_, "goes on with the image that is there: " + complaint.text);
  return {};
}

Result<void> Migration::stop_old() {
  tell(name_, "stops " + unit_);
  auto timer = service::timer_name(name_);
  if (auto stopped = stop_unit(client_, timer); !stopped) return stopped;
  if (auto stopped = stop_unit(client_, unit_); !stopped) return stopped;
  // Links to files that go. What is not enabled has none.
  if (manifest_.was_enabled) disable_unit(client_, unit_);
  if (manifest_.timer_was_enabled) disable_unit(client_, timer);
  return move_files(manifest_.files);
}

Result<void> Migration::load_new() {
  if (auto reloaded = daemon_reload(client_); !reloaded) return reloaded;
  auto state = unit_state(client_, unit_);
  auto ours = fmt::format("{}/{}", settings().unit_directory, unit_);
  if (state && state->fragment != ours) {  // where the generator could not tell berthd
    client_.reload();
    daemon_reload(client_);
    state = unit_state(client_, unit_);
  }
  if (!state) return state.error();
  if (state->fragment != ours)
    return refuse(
        fmt::format("systemd has {} in place of {}", state->fragment.empty() ? "nothing" : state->fragment, ours));
  bool is_quadlet = manifest_.files.front().first.ends_with(".container");  // its [Install] counts by itself
  bool was_wanted = manifest_.is_job ? manifest_.timer_was_enabled : manifest_.was_enabled || is_quadlet;
  bool can_be = manifest_.is_job || !spec_.install.empty();
  if (!was_wanted || !can_be) return {};
  return enable_unit(client_, manifest_.is_job ? service::timer_name(name_) : unit_);
}

// Why it went, in berthd's words.
Result<void> Migration::watch() {
  auto end = std::chrono::steady_clock::now() + watched;
  while (std::chrono::steady_clock::now() < end) {
    auto state = unit_state(client_, unit_);
    if (!state) return state.error();
    if (state->active != "active") {
      auto properties = client_.service(name_);
      auto why = properties ? text_of(*properties, "StatusText") : properties.error().text;
      return Error{ErrorKind::remote, fmt::format("it did not stay: {} (journalctl --unit {})", why, name_)};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
  return {};
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
  manifest_.is_done = true;
  return save_manifest(manifest_);
}

int undo(Client& client, const std::string& name) {
  auto text = file::read(manifest_path(name), largest_source);
  if (!text) return complain(fmt::format("{} was not migrated from a unit: there is no {}", name, manifest_path(name)));
  auto manifest = read_manifest(manifest_path(name), *text);
  if (!manifest) return complain(manifest.error().text);
  if (auto back = go_back(client, std::move(*manifest)); !back) return complain(back.error().text);
  tell(name, fmt::format("is the old unit again; the descriptor is kept in {}", migrated_folder(name)));
  return ok;
}

int run(Migration& migration, Client& client, const std::string& name) {
  auto done = migration.prepare();
  if (done) done = migration.hand_over();
  if (done) {
    tell(name, fmt::format("is Berth's now; berthctl migrate --back {} undoes it", name));
    return ok;
  }
  tell(name, "goes back: " + done.error().text);
  if (auto back = go_back(client, migration.manifest()); !back)
    return complain(fmt::format("{}; and the way back failed, try berthctl migrate --back {}: {}", done.error().text,
                                name, back.error().text));
  return complain(fmt::format("{} is the old unit again: {}", name, done.error().text));
}

}  // namespace

std::string migrated_folder(const std::string& service) {
  return fmt::format("{}/migrated/{}", settings().state_directory, service);
}

std::string manifest_path(const std::string& service) {
  return migrated_folder(service) + "/manifest.json";
}

Result<void> save_manifest(const Manifest& manifest) {
  return file::replace(manifest_path(manifest.service), manifest_text(manifest), 0600);
}

void tell(const std::string& service, std::string_view what) {
  std::fputs(fmt::format("{}: {}\n", service, what).c_str(), stderr);
}

int migrate(const MigrateOptions& options) {
  bool has_ending = options.unit.ends_with(".service") || options.unit.ends_with(".timer");
  auto name = service::name_of_unit(has_ending ? options.unit : service::unit_name(options.unit));
  if (!name) return complain(name.error().text, wrong_usage);
  if (::geteuid() != 0) return complain("only root may do this (sudo)");
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  if (auto daemon = client->manager(); !daemon) return complain(daemon.error().text);
  if (options.back) return undo(*client, *name);
  Migration migration(*client, options, *name);
  auto begun = file::exists(manifest_path(*name)) ? migration.take_up() : migration.begin();
  if (!begun)
    return complain(begun.error().text, begun.error().kind == ErrorKind::not_found ? no_such_service : failed);
  if (options.dry_run) {
    migration.show_steps();
    return ok;
  }
  return run(migration, *client, *name);
}

}  // namespace berth::ctl
