#include "supervise/change_watch.h"

#include "base/log.h"
#include "config/host_files.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/candidate.h"

namespace berth::supervise {

namespace {

using service::OnConfigChange;

constexpr std::size_t most_folders = 8192;
constexpr auto descriptors = "";  // who owns the folders of descriptors

// A burst is over when nothing has changed for so long; a look comes after the longest all the same.
constexpr Duration quiet = std::chrono::milliseconds(250);
constexpr Duration longest_burst = std::chrono::seconds(3);

// Where the system cannot watch anything for us at present.
constexpr Duration between_watches = std::chrono::minutes(1);

constexpr Duration while_job_runs = std::chrono::seconds(5);

Duration steady_now() {
  return Duration(static_cast<std::int64_t>(Moment::now().monotonic));
}

// Also those that are not there, and may come.
std::vector<std::string> paths_of(const service::Spec& spec) {
  const auto& container = spec.container;
  std::vector<std::string> paths;
  auto add_all = [&](const std::vector<service::EnvironmentFile>& files) {
    for (const auto& file : files) paths.insert(paths.end(), file.candidates.begin(), file.candidates.end());
  };
  for (const auto& mount : container.mounts) {
    if (!mount.must_exist) continue;
    paths.push_back(mount.source);
    if (!mount.otherwise.empty()) paths.push_back(mount.otherwise);
  }
  add_all(container.environment_files);
  if (spec.process) add_all(spec.process->environment_files);
  if (spec.compose) add_all(spec.compose->files), add_all(spec.compose->env_files);
  if (container.seccomp)
    paths.insert(paths.end(), container.seccomp->candidates.begin(), container.seccomp->candidates.end());
  return paths;
}

}  // namespace

ChangeWatch::ChangeWatch(Shared& shared, std::vector<std::string> descriptor_folders, Find find,
                         std::function<void()> descriptors_changed)
    : shared_(shared),
      descriptor_folders_(std::move(descriptor_folders)),
      find_(std::move(find)),
      descriptors_changed_(std::move(descriptors_changed)),
      paths_(shared.tasks.executor(), most_folders) {
  watch_descriptors();
}

void ChangeWatch::begin() {
  shared_.tasks.start("changes", listen());
}

void ChangeWatch::watch_descriptors() {
  paths_.watch(descriptors, descriptor_folders_);
}

Task<> ChangeWatch::listen() {
  bool is_told = false;
  while (true) {
    auto changed = co_await paths_.changed();
    if (!changed && changed.error().kind == ErrorKind::cancelled) co_return;
    if (!changed) {
      if (!std::exchange(is_told, true))
        log::warning("{}: descriptors are read at systemctl daemon-reload alone", changed.error().text);
      co_await sleep(between_watches);
      continue;
    }
    for (const auto& owner : *changed) owner == descriptors ? descriptors_changed_() : want(owner);
  }
}

void ChangeWatch::note(const std::string& service) {
  auto subject = find_(service);
  if (!subject) return forget(service);
  if (subject->status().active_state != "active") return rest(*subject);
  auto running = subject->running();
  if (running.empty()) return;
  auto& watched = services_[service];
  const auto* entry = shared_.catalogue.find(service);
  const auto& baseline = shared_.ledger.of(service).baseline;
  auto revision = baseline ? baseline->revision : 0;
  const auto& hash = entry != nullptr ? entry->reading.hash : watched.descriptor_hash;
  bool is_other = watched.running != running;
  bool is_read_again = watched.revision != revision;
  bool is_new_text = watched.descriptor_hash != hash;
  if (!is_other && !is_read_again && !is_new_text) return;
  watched.running = running;
  watched.revision = revision;
  watched.descriptor_hash = hash;
  if (is_other) subject->note_changes({}, "");
  if (is_read_again && !is_other) return look(service);  // whoever reloaded it may look at the status next
  want(service);
}

// What does not run needs nothing. How lately it was acted on is still known when it runs again.
void ChangeWatch::rest(ChangeSubject& subject) {
  auto found = services_.find(subject.status().id);
  if (found == services_.end() || found->second.running.empty()) return;
  paths_.forget(found->first);
  found->second.running.clear();
  subject.note_changes({}, "");
}

void ChangeWatch::forget(const std::string& service) {
  if (services_.erase(service) > 0) paths_.forget(service);
}

void ChangeWatch::want(const std::string& service) {
  auto found = services_.find(service);
  if (found == services_.end() || found->second.running.empty()) return;
  auto& watched = found->second;
  watched.last_event = steady_now();
  if (std::exchange(watched.is_due, true)) return;
  watched.first_event = watched.last_event;
  shared_.tasks.start("changes of " + service, look_when_quiet(service));
}

Task<> ChangeWatch::look_when_quiet(std::string service) {
  while (true) {
    auto found = services_.find(service);
    if (found == services_.end()) co_return;
    auto until = std::min(found->second.last_event + quiet, found->second.first_event + longest_burst);
    auto left = until - steady_now();
    if (left.count() <= 0) break;
    co_await sleep(left);
  }
  services_[service].is_due = false;
  look(service);
}

void ChangeWatch::look_at_all() {
  std::vector<std::string> all;
  for (const auto& [service, watched] : services_)
    if (!watched.running.empty()) all.push_back(service);
  for (const auto& service : all) look(service);
}

void ChangeWatch::look(const std::string& service) {
  auto subject = find_(service);
  const auto* entry = shared_.catalogue.find(service);
  if (!subject || entry == nullptr || subject->running().empty()) return;
  // Watched before they are read, so that nothing comes in between.
  auto& record = shared_.ledger.of(service);
  auto paths = paths_of(entry->reading.spec);
  if (record.baseline)
    for (const auto& file : record.baseline->files) paths.push_back(file.path);
  bool is_watched = paths_.watch(service, paths);
  bool is_readable = entry->reading.ok();
  config::HostFiles files;
  if (is_readable) files = config::read_host_files(entry->reading.spec);
  bool is_startable = entry->trouble().empty() && files.problems.empty();
  auto now = candidate_from(entry->reading, std::move(files));
  now.container_id = subject->status().container_id;
  bool is_known = record.baseline && record.baseline->container_id == now.container_id;
  if (!is_known && !is_startable) return;
  if (!is_known) {
    // One that a Berth without baselines has started, or whose start was cut off: what is now is as good as any.
    record.baseline = baseline_of(now, HashKey::random());
    shared_.ledger.save(service);
  }
  auto found = difference(*record.baseline, is_readable ? &now : nullptr, bool(entry->reading.spec.container.reload));
  subject->note_changes(
      found, is_watched ? "" : "not all changes are seen: too many folders, or fs.inotify.max_user_watches is too low");
  if (is_startable) consider(service, found, baseline_of(now, record.baseline->key).digest());
}

// `state`: what is there now. The same is not acted on twice: it was tried.
void ChangeWatch::consider(const std::string& service, const Difference& difference, const std::string& state) {
  auto found = services_.find(service);
  const auto* entry = shared_.catalogue.find(service);
  if (found == services_.end() || entry == nullptr) return;
  auto& watched = found->second;
  auto wish = entry->reading.spec.on_config_change;
  bool is_wanted = wish == OnConfigChange::restart ? difference.needs_restart || difference.needs_reload
                                                   : wish == OnConfigChange::reload && difference.needs_reload;
  if (!is_wanted || watched.waits_to_act || watched.acted_on == state) return;
  if (auto pause = watched.pace.left(steady_now()); pause.count() > 0) {
    watched.waits_to_act = true;
    shared_.tasks.start("change of " + service, act_later(service, pause));
    return;
  }
  watched.acted_on = state;
  watched.pace.acted(steady_now());
  shared_.tasks.start("change of " + service, act(find_(service), wish == OnConfigChange::reload, difference.text()));
}

Task<> ChangeWatch::act_later(std::string service, Duration pause) {
  co_await sleep(pause);
  auto found = services_.find(service);
  if (found == services_.end()) co_return;
  found->second.waits_to_act = false;
  look(service);
}

// What is being started, stopped or reloaded by others takes what is there by then, or is looked at when it is over.
Task<> ChangeWatch::act(std::shared_ptr<ChangeSubject> subject, bool is_reload, std::string changes) {
  auto unit = subject->status().unit_name, service = subject->status().id;
  auto state = co_await shared_.systemd.unit_state(unit);
  auto job = co_await shared_.jobs.job_of(unit);
  bool is_free = state && state->active_state == "active" && job && job->id == 0;
  if (!is_free) {
    co_await sleep(while_job_runs);
    auto found = services_.find(service);
    if (found == services_.end()) co_return;
    found->second.acted_on.clear();
    co_return look(service);
  }
  auto text = fmt::format("{}: {} (OnConfigChange)", changes, is_reload ? "reloading" : "restarting");
  logs::tell(shared_.journal, service, log::Level::notice, text);
  auto ordered = is_reload ? shared_.jobs.reload(unit) : shared_.jobs.try_restart(unit);
  auto done = co_await std::move(ordered);
  if (!done) log::warning("{}", done.error().text);
}

}  // namespace berth::supervise
