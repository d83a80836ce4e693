// What a runner tells: systemd through the holder, the journal, and everybody who reads the status.
#include "base/duration.h"
#include "base/text.h"
#include "logs/service_journal.h"
#include "supervise/runner.h"
#include "supervise/status_sources.h"

namespace berth::supervise {

using service::State;

namespace {

// A status line is one line, and systemd cuts long ones.
std::string one_line(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text::printable(text, 1000);
}

}  // namespace

std::string Runner::text_for_state() const {
  const auto& spec = *steps_->current().spec;
  const auto* kind = spec.compose ? "project" : "container";
  switch (life_.state) {
    case State::dead: return "stopped";
    case State::loading: return "reading the descriptor";
    case State::waiting_engine:
      return fmt::format("waiting for the Docker engine at {}: {}", shared_.engine.socket_path(),
                         shared_.watch.trouble().empty() ? "it went away" : shared_.watch.trouble());
    case State::pulling:
      return "pulling " + (spec.compose ? "the images of the " + spec.title() : spec.container.image);
    case State::creating: return "creating the " + spec.title();
    case State::starting: return "starting the " + spec.title();
    case State::warming:
      if (spec.container.ready_when == service::ReadyWhen::started) return "watching the first moments of a new image";
      return spec.container.ready_when == service::ReadyWhen::container
                 ? "waiting for the container to say READY=1" + (container_text_.empty() ? "" : ": " + container_text_)
                 : fmt::format("waiting for the {} to become healthy", kind);
    case State::falling_back:
      if (spec.compose) return life_.verdict.text;
      return life_.verdict.text + ": falling back to the last good image";
    case State::running: return text_for_running();
    case State::preparing: return fmt::format("preparing a restart while the {} serves on", kind);
    case State::refusing:
    case State::kept: return fmt::format("running {}; the restart is refused: {}", steps_->text(), life_.verdict.text);
    case State::adopting: return fmt::format("looking for the {}", kind);
    case State::stopping:
      if (!life_.verdict.ok()) return "stopping the container: " + life_.verdict.text;
      return fmt::format("stopping the container (up to {})", format_duration(spec.container.stop_timeout));
    case State::removing: return fmt::format("removing the {}", kind);
    case State::failed: return life_.verdict.text;
  }
  return "";
}

std::string Runner::text_for_running() const {
  auto text = "running " + steps_->text();
  if (!shared_.watch.is_up()) return text + ", but the Docker engine is away";
  if (status_.paused)
    text += fmt::format(", paused (docker unpause {} lets it go on)", status_.container_id.substr(0, 12));
  if (status_.health == "unhealthy") text += ", unhealthy";
  if (!container_text_.empty()) text += ": " + container_text_;
  if (!status_.changes.empty()) text += "; " + status_.changes;
  if (!refusal_.empty()) text += "; the last restart was refused: " + refusal_;
  return text;
}

// How long systemd is to wait for the end of this state, whatever its time-out says; 0: as its time-out says.
Duration Runner::patience_for_state() const {
  constexpr Duration margin = std::chrono::minutes(1);
  bool is_endless = start_limit_ > std::chrono::hours(24 * 365);
  switch (life_.state) {
    // Nobody waits for a start by Restart=: it may take as long as the engine is away.
    case State::waiting_engine: return status_.restarts > 0 ? Duration(std::chrono::hours(24)) : Duration(0);
    case State::pulling:
    case State::preparing: return shared_.pull_patience;
    // A pull has used up the time; it begins anew for what follows.
    case State::creating:
    case State::starting: return is_endless ? Duration(0) : start_limit_;
    case State::warming: return is_endless ? Duration(0) : start_limit_ + margin;
    case State::falling_back: return steps_->current().spec->stop_timeout() + margin;
    case State::stopping: return life_.prepared ? steps_->current().spec->stop_timeout() + margin : Duration(0);
    default: return Duration(0);
  }
}

void Runner::show_state(State before) {
  auto active_before = service::active_name_of(before);
  auto active_now = service::active_name_of(life_.state);
  if (life_.state == before) return;
  auto now = Moment::now();
  status_.state_change = now;
  if (active_before != active_now) {
    if (active_now == "active") status_.active_enter = now;
    if (active_before == "active") status_.active_exit = now;
    if (active_now == "inactive" || active_now == "failed") status_.inactive_enter = now;
    if (active_before == "inactive" || active_before == "failed") status_.inactive_exit = now;
  }
  status_.active_state = active_now;
  status_.sub_state = service::name_of(life_.state);
  if (life_.state == State::dead || life_.state == State::failed) {
    status_.result = service::name_of(life_.verdict.ending);
    if (life_.verdict.ending == service::Ending::exit_code) status_.exit_status = life_.verdict.exit_status;
  }
  show_last_run(status_, service_, shared_.ledger);
  tell_status(text_for_state(), patience_for_state());
}

void Runner::note_next_run(std::uint64_t realtime_usec) {
  status_.next_run = realtime_usec;
  shared_.changed(service_);
}

std::string Runner::running() const {
  bool is_up = status_.active_state == "active" && status_.sub_state == "running";
  if (!is_up) return "";
  return is_project_ ? "project" : status_.container_id;
}

void Runner::note_changes(const Difference& difference, const std::string& remark) {
  auto text = text_of(difference, remark);
  bool is_same = status_.needs_restart == difference.needs_restart && status_.needs_reload == difference.needs_reload;
  if (is_same && status_.changes == text) return;
  status_.needs_restart = difference.needs_restart;
  status_.needs_reload = difference.needs_reload;
  status_.changes = std::move(text);
  if (life_.state == State::running) return tell_status(text_for_state());
  shared_.changed(service_);
}

void Runner::tell_status(const std::string& text, Duration patience) {
  status_.status_text = one_line(text);
  // The last word about a failure goes out with tell_exit, the one about readiness with READY=1.
  if (holder_) {
    auto lines = "STATUS=" + status_.status_text;
    bool has_end = patience.count() > 0 && patience != Duration::max();
    if (has_end) lines += fmt::format("\nEXTEND_TIMEOUT_USEC={}", patience.count());
    holder_->notify(lines);
  }
  shared_.changed(service_);
}

void Runner::tell_ready() {
  if (holder_) holder_->notify("READY=1\nSTATUS=" + status_.status_text);
  steps_->note_ready();  // writes to disk: nobody has to wait for that
}

void Runner::tell_exit() {
  if (!holder_) return;  // a mere cleanup: the end was told when it came
  tell_end();
  holder_->exit(life_.verdict.holder_status());
}

void Runner::tell_cleaned() {
  for (const auto& cleaner : cleaners_) cleaner->exit(0);
}

// One record of the end in the service's own journal.
void Runner::tell_end() {
  const auto& verdict = life_.verdict;
  if (verdict.ok()) return;
  bool by_itself = verdict.ending == service::Ending::exit_code || verdict.ending == service::Ending::signal ||
                   verdict.ending == service::Ending::oom_kill;
  auto id = by_itself ? logs::message_id::container_exited : logs::message_id::service_failed;
  auto level = by_itself ? log::Level::notice : log::Level::error;
  logs::tell(shared_.journal, service_, level, one_line(verdict.text), id);
}

}  // namespace berth::supervise
