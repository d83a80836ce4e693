// PreRun: the one-off commands before a start, each in a container of its own, made as the service's is.
#include "base/log.h"
#include "base/text.h"
#include "docker/containers.h"
#include "logs/service_journal.h"
#include "loop/wakeup.h"
#include "supervise/aside.h"
#include "supervise/labels.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

namespace {

// The engine ends it, and whoever waits for its end goes on.
Task<> end_after(Shared& shared, std::string id, Duration limit, std::shared_ptr<bool> is_late) {
  co_await sleep(limit);
  *is_late = true;
  auto stopped = co_await docker::stop_container(shared.engine, id, std::chrono::minutes(2));
  bool is_gone = !stopped && stopped.error().kind == ErrorKind::not_found;
  if (!stopped && !is_gone) log::warning("stop the container {}: {}", id.substr(0, 12), stopped.error().text);
}

}  // namespace

// Nothing if all went well. Not again for a container that goes on after a restart that failed.
Task<Outcomes> Steps::pre_run() {
  const auto& all = now_.spec->container.pre_runs;
  if (all.empty() || now_.is_before) co_return Outcomes();
  // As for systemd's ExecStartPre=, each has the whole time. systemd is to wait longer, for what would follow.
  auto unit = co_await shared_.systemd.unit_state(status_.unit_name);
  constexpr Duration endless = std::chrono::hours(24 * 365);
  auto limit = unit ? std::min(unit->start_limit, endless) : endless;
  auto patience = limit < endless ? limit + std::chrono::minutes(1) : Duration(0);
  pre_run_is_off_ = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto title = fmt::format("PreRun {} of {} ({})", i + 1, all.size(), text::printable(all[i].exec.front(), 80));
    callbacks_.progress("running " + title, patience);
    auto ended = co_await pre_run_one(all[i], title, limit);
    if (!ended.empty()) co_return ended;
    if (pre_run_is_off_) co_return Outcomes(1, Outcome{Event::exited, {}});
  }
  callbacks_.progress("starting", patience);
  co_return Outcomes();
}

Task<Outcomes> Steps::pre_run_one(service::PreRun one, std::string title, Duration limit) {
  Candidate own = now_;
  auto& spec = own.spec.edit().container;
  spec.exec = one.exec;
  // Nobody is to find the service here yet.
  spec.ports.clear();
  for (auto& network : spec.networks) network.aliases.clear();
  spec.health.emplace().test = {"NONE"};
  spec.ready_when = service::ReadyWhen::started;
  auto created = co_await create(own, spec.name + pre_run_suffix);
  if (is_failure(created)) co_return created;
  pre_run_ = own.container_id;
  auto is_late = std::make_shared<bool>(false);
  auto clock = shared_.tasks.start("limit of " + pre_run_, end_after(shared_, pre_run_, limit, is_late));
  auto ran = co_await run_to_end(pre_run_);
  shared_.tasks.cancel(clock);
  bool is_unknown = !ran && (is_engine_away(ran.error()) || ran.error().kind == ErrorKind::cancelled);
  if (is_unknown) co_return failure(Ending::engine, ran.error().during(title));
  auto removed = co_await remove_one(pre_run_);
  if (!removed) co_return failure(Ending::engine, removed.error().during(title));
  pre_run_.clear();
  Outcomes ended;
  if (!ran) ended = not_started(ran.error().during(title));
  if (ran && *is_late) {
    auto text = fmt::format("{} did not end within {} (TimeoutStartSec)", title, format_duration(limit));
    ended.push_back({Event::failed, {Ending::timeout, 0, text}});
  } else if (ran && *ran != 0) {
    auto text = fmt::format("{} exited with status {}", title, *ran);
    ended.push_back({Event::exited, {Ending::exit_code, static_cast<int>(*ran), text}});
  }
  if (ended.empty() || !one.may_fail) co_return ended;
  logs::tell(shared_.journal, service_, log::Level::warning, ended.back().verdict.text + ": going on all the same (-)");
  co_return Outcomes();
}

// Whoever stops the service does not wait for it.
void Steps::end_pre_run() {
  pre_run_is_off_ = true;
  if (pre_run_.empty()) return;
  auto is_late = std::make_shared<bool>(false);
  shared_.tasks.start("end of " + pre_run_, end_after(shared_, pre_run_, Duration(0), is_late));
}

// Its lines come into the service's log. The exit status, or the engine's complaint.
Task<Result<std::int64_t>> Steps::run_to_end(std::string id) {
  running_since_ = Moment::unix_usec();
  Aside aside(now_.container_id, output_, id);
  auto opened = co_await open_output("");
  if (!opened) co_return opened.error();
  Result<void> started;
  {
    auto place = co_await shared_.starts.enter();
    started = co_await docker::start_container(shared_.engine, id);
  }
  if (!started) co_return started.error();
  if (pre_run_is_off_) end_pre_run();
  auto status = co_await docker::wait_container(shared_.engine, id, docker::WaitFor::not_running);
  if (!status) co_return status.error();
  co_await output_->drained(last_lines);
  close_output();
  co_return *status;
}

}  // namespace berth::supervise
