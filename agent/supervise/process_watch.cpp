#include "supervise/process_watch.h"

#include <sys/wait.h>

#include <cstring>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "config/host_files.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "service/name.h"
#include "supervise/candidate.h"
#include "supervise/status_sources.h"

namespace berth::supervise {

namespace {

// systemd tells several changes in a row, and is asked once.
constexpr Duration settle = std::chrono::milliseconds(20);
// What it wrote before a daemon that was stopped went away is connected by then, if it is to be.
constexpr Duration until_connected = std::chrono::milliseconds(200);

Moment as_moment(const std::uint64_t (&times)[2]) {
  return {times[0], times[1]};
}

// For EnvironmentFile=: in "…" all but four characters stand for themselves.
std::string quoted(std::string_view line) {
  auto equals = line.find('=');
  std::string text = fmt::format("{}=\"", line.substr(0, equals));
  for (char c : line.substr(equals + 1)) {
    if (std::string_view("\"\\`$").find(c) != std::string_view::npos) text += '\\';
    text += c;
  }
  return text + "\"\n";
}

std::string_view name_of_signal(int number) {
  const auto* name = ::sigabbrev_np(number);
  return name != nullptr ? name : "unknown";
}

Result<void> make_folder(const systemd::ProcessPlaces& places) {
  return file::make_folder(places.out.substr(0, places.out.rfind('/')), 0700);
}

// Of all processes: how far each was read is kept in it, too.
ProcessOutput::Way way_of(const std::string& service, const systemd::ProcessPlaces& places) {
  (void)make_folder(places);  // told of by make_ready
  return {service, places.out, places.err, places.checkpoint};
}

service::Log log_of(Shared& shared, const std::string& service) {
  const auto* entry = shared.catalogue.find(service);
  return entry == nullptr ? service::Log() : entry->reading.spec.log;
}

}  // namespace

ProcessWatch::ProcessWatch(Shared& shared, systemd::UnitWatch& units, std::string service,
                           systemd::ProcessPlaces places, std::function<void()> rested)
    : shared_(shared),
      units_(units),
      service_(std::move(service)),
      rested_(std::move(rested)),
      places_(std::move(places)),
      output_(shared.tasks, shared.outputs, shared.journal, way_of(service_, places_), log_of(shared, service_),
              [&compression = shared.compression](const std::string& file) { compression.want(file); }) {
  status_.id = service_;
  status_.unit_name = service::unit_name(service_);
  status_.log_file = log_of(shared, service_).file;
  descriptor_changed();
}

void ProcessWatch::begin() {
  if (auto ready = make_ready(); !ready) log::error("{}: {}", service_, ready.error().text);
  shared_.tasks.start("unit of " + service_, follow(shared_from_this()));
}

bool ProcessWatch::is_busy() const {
  return !has_looked_ || (status_.active_state != "inactive" && status_.active_state != "failed");
}

Task<> ProcessWatch::follow(std::shared_ptr<ProcessWatch> self) {
  co_await ask(self);
  co_await sleep(until_connected);
  self->tell_lost_output();
}

void ProcessWatch::look() {
  if (std::exchange(will_look_, true)) return;
  shared_.tasks.start("unit of " + service_, ask(shared_from_this()));
}

Task<> ProcessWatch::ask(std::shared_ptr<ProcessWatch> self) {
  co_await sleep(settle);
  self->will_look_ = false;
  auto unit = co_await self->units_.look(self->status_.unit_name);
  if (!unit) {
    log::debug("{}: {}", self->service_, unit.error().text);
    co_return;
  }
  bool was_busy = self->is_busy();
  self->has_looked_ = true;
  self->note_run(*unit);
  self->show(*unit);
  if (was_busy && !self->is_busy()) self->rested_();
}

void ProcessWatch::show(const systemd::ServiceUnit& unit) {
  status_.active_state = unit.active_state;
  status_.sub_state = unit.sub_state;
  status_.result = unit.result;
  status_.main_pid = unit.main_pid;
  status_.restarts = unit.restarts;
  status_.exit_status = unit.exit_status;
  status_.status_text = text::printable(unit.status_text.empty() ? text_of(unit) : unit.status_text, 1000);
  status_.state_change = as_moment(unit.state_change);
  status_.active_enter = as_moment(unit.active_enter);
  status_.active_exit = as_moment(unit.active_exit);
  status_.inactive_enter = as_moment(unit.inactive_enter);
  status_.inactive_exit = as_moment(unit.inactive_exit);
  show_last_run(status_, service_, shared_.ledger);
  shared_.changed(service_);
}

std::string text_of(const systemd::ServiceUnit& unit) {
  if (unit.active_state == "active") return "running";
  if (unit.active_state == "inactive") return "stopped";
  if (unit.active_state != "failed" && unit.sub_state != "auto-restart") return unit.sub_state;
  if (unit.result == "success") return unit.sub_state;
  bool was_killed = unit.exit_code == CLD_KILLED || unit.exit_code == CLD_DUMPED;
  if (was_killed) return fmt::format("the program was ended by SIG{}", name_of_signal(unit.exit_status));
  if (unit.exit_code == CLD_EXITED && unit.exit_status != 0)
    return fmt::format("the program exited with status {}", unit.exit_status);
  return unit.result;
}

// A run is that of the main process; systemd forgets it with the unit.
void ProcessWatch::note_run(const systemd::ServiceUnit& unit) {
  auto& record = shared_.ledger.of(service_);
  const auto* newest = record.history.empty() ? nullptr : &record.history.back();
  auto started = static_cast<std::int64_t>(unit.main_start);
  auto ended = static_cast<std::int64_t>(unit.main_exit);
  bool changed = false;
  if (started > 0 && (newest == nullptr || started > newest->started)) {
    record.begin_run({"", "-", ""}, started);  // there is no image
    record.current_run()->pulled = 0;
    changed = true;
  }
  auto* run = record.current_run();
  bool is_over = run != nullptr && (ended >= run->started || unit.active_state == "inactive");
  if (run != nullptr && run->ready == 0 && unit.active_state == "active") {
    run->ready = std::max(run->started, static_cast<std::int64_t>(unit.active_enter[0]));
    changed = true;
  }
  if (is_over) {
    bool is_well = unit.result == "success";
    auto at = ended >= run->started ? ended : Moment::unix_usec();
    record.end_run(unit.result, is_well ? "" : text_of(unit), at);
    changed = true;
  }
  if (changed) shared_.ledger.save(service_);
}

void ProcessWatch::note_next_run(std::uint64_t realtime_usec) {
  status_.next_run = realtime_usec;
  shared_.changed(service_);
}

void ProcessWatch::descriptor_changed() {
  show_descriptor(status_, service_, shared_.catalogue.find(service_));
  show_last_run(status_, service_, shared_.ledger);
  shared_.changed(service_);
}

void ProcessWatch::prepare(const HolderPtr& holder) {
  bool is_there = shared_.catalogue.reread(service_) != nullptr;
  descriptor_changed();
  Result<void> written;
  if (!is_there) written = Error{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
  if (written) written = make_ready();
  if (written) written = write_environment();
  if (!written) {
    auto text = text::printable(written.error().text, 1000);
    logs::tell(shared_.journal, service_, log::Level::error, text, logs::message_id::service_failed);
    holder->notify("STATUS=" + text);
  } else {
    output_.set_log(log_of(shared_, service_));
    status_.log_file = log_of(shared_, service_).file;
  }
  holder->exit(written ? 0 : 78);
}

// The folder of all processes, and the sockets.
Result<void> ProcessWatch::make_ready() {
  if (auto made = make_folder(places_); !made) return made;
  return output_.listen();
}

Result<void> ProcessWatch::write_environment() {
  const auto* entry = shared_.catalogue.find(service_);
  if (entry == nullptr) return Error{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
  if (auto trouble = entry->trouble(); !trouble.empty()) return Error{ErrorKind::invalid, trouble};
  if (!entry->reading.spec.process)
    return Error{ErrorKind::conflict, "the descriptor has no Process any more: stop the service, then start it"};
  auto files = config::read_host_files(entry->reading.spec);
  if (!files.problems.empty()) return Error{ErrorKind::invalid, config::one_line(files.problems.front())};
  std::string text;
  for (const auto& line : files.environment) text += quoted(line);
  auto written = file::replace(places_.environment_file, text, 0600, file::Durable::later);
  if (written) keep_baseline(entry->reading, std::move(files));
  return written;
}

void ProcessWatch::keep_baseline(const config::Reading& reading, config::HostFiles files) {
  auto now = candidate_from(reading, std::move(files));
  shared_.ledger.of(service_).baseline = baseline_of(now, HashKey::random());
  shared_.ledger.save(service_);
}

// A restart may be over before systemd is asked.
std::string ProcessWatch::running() const {
  bool is_up = status_.active_state == "active" && status_.sub_state == "running";
  return is_up ? fmt::format("process {}", status_.main_pid) : "";
}

// What systemd shows of it is its own word.
void ProcessWatch::note_changes(const Difference& difference, const std::string& remark) {
  auto text = text_of(difference, remark);
  bool is_same = status_.needs_restart == difference.needs_restart && status_.changes == text;
  if (is_same) return;
  status_.needs_restart = difference.needs_restart;
  status_.changes = std::move(text);
  shared_.changed(service_);
}

// It runs, and nobody holds the other end of what it writes.
void ProcessWatch::tell_lost_output() {
  bool is_cut_off =
      status_.main_pid != 0 && status_.active_state == "active" && !output_.is_resumed() && !output_.is_connected();
  if (is_cut_off) output_.tell_gap("berth was stopped while it ran, what it writes is lost until its next start");
}

void ProcessWatch::remove() {
  output_.close();
  (void)file::remove(places_.environment_file);
}

}  // namespace berth::supervise
