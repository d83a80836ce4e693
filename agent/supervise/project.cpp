#include "supervise/project.h"

#include "base/text.h"
#include "docker/containers.h"
#include "logs/service_journal.h"
#include "supervise/labels.h"
#include "supervise/taken_ports.h"

namespace berth::supervise {

using service::Action;
using service::Ending;
using service::Event;
using service::PullPolicy;

namespace {

// Compose itself has no limits: this is for what hangs.
constexpr Duration patient = std::chrono::hours(2);

constexpr std::int64_t ask_again_after = 60'000'000;  // microseconds

// A task that ends with whoever has this.
struct Meanwhile {
  Tasks& tasks;
  Tasks::Id id;
  ~Meanwhile() { tasks.cancel(id); }
};

Task<Outcomes> fail(service::Verdict verdict) {
  co_return Outcomes(1, Outcome{Event::failed, verdict});
}

}  // namespace

// One order to Compose under way; whoever waits for it may be cut short.
struct Project::Call {
  explicit Call(const Executor& executor) : over(executor) {}
  Wakeup over;
  bool is_over = false;
  Tasks::Id task = 0;
  Result<std::string> result = Error{ErrorKind::cancelled, "cut short"};
};

Project::Project(Shared& shared, std::string service, Status& status, StepCallbacks callbacks)
    : shared_(shared),
      service_(std::move(service)),
      status_(status),
      callbacks_(std::move(callbacks)),
      program_(shared.tasks.executor(), shared.engine.socket_path(), shared.compose_places),
      outputs_(shared, service_, callbacks_.look_again) {}

Project::~Project() = default;

Task<Outcomes> Project::run(Action action) {
  switch (action) {
    case Action::load: return load();
    case Action::pull: return pull();
    case Action::create: return create();
    case Action::start: return start();
    case Action::prepare: return prepare();
    case Action::look: return look();
    case Action::stop: return stop();
    case Action::set_aside:
      return clear();  // what was prepared is kept
    // There is no way back to an earlier image or container.
    case Action::fall_back:
    case Action::go_back: return fail(verdict_);
    default: next_ = Plan{}; return clear();
  }
}

std::string Project::text() const {
  auto text = now_.candidate.spec->title();
  std::vector<std::string> parts(parts_.begin(), parts_.end());
  if (!parts.empty()) text += fmt::format(" ({})", text::join(parts, ", "));
  if (!now_.candidate.stale_text.empty()) text += ", " + now_.candidate.stale_text;
  return text;
}

Task<Outcomes> Project::load() {
  auto plan = co_await read_and_check();
  if (!plan) co_return failure(Ending::descriptor, plan.error());
  const auto& next = next_.candidate;
  bool is_prepared = next_.is_pulled && next.spec == plan->candidate.spec && next_.files == plan->files;
  if (!is_prepared) {
    auto free = co_await check_project_ports(shared_, plan->files.project, plan->ports);
    if (!free) co_return failure(Ending::engine, free.error());
  }
  now_ = is_prepared ? std::exchange(next_, Plan{}) : std::move(*plan);
  next_ = Plan{};
  outputs_.let_go();
  outputs_.set_log(now_.files.project, now_.candidate.spec->log);
  is_cut_short_ = false;
  status_.log_file = now_.candidate.spec->log.file;
  status_.image_stale = false;
  co_return outcome(Event::loaded);
}

// Beside what runs: only the images are got.
Task<Outcomes> Project::prepare() {
  auto plan = co_await read_and_check();
  if (!plan) co_return failure(Ending::descriptor, plan.error());
  auto free = co_await check_project_ports(shared_, plan->files.project, plan->ports);
  if (!free) co_return failure(Ending::engine, free.error());
  next_ = std::move(*plan);
  auto outcomes = co_await get_images(next_);
  if (is_failure(outcomes)) co_return outcomes;
  next_.is_pulled = true;
  outcomes.back().event = Event::prepared;
  co_return outcomes;
}

Task<Outcomes> Project::pull() {
  Outcomes outcomes = outcome(Event::pulled);
  bool is_known = now_.is_pulled;
  if (!is_known) is_known = co_await pulled_lately();
  if (!is_known) outcomes = co_await get_images(now_);
  now_.is_pulled = true;
  status_.image_stale = now_.candidate.is_stale;
  co_return outcomes;
}

// A crash loop asks the registries once a minute at most; a person's start always.
Task<bool> Project::pulled_lately() {
  auto age = Moment::unix_usec() - pulled_at_;
  if (age < 0 || age > ask_again_after) co_return false;
  auto state = co_await shared_.systemd.unit_state(status_.unit_name);
  co_return state && state->restarts > 0;
}

Task<Outcomes> Project::get_images(Plan& plan) {
  auto policy = plan.candidate.spec->compose->pull;
  if (policy == PullPolicy::missing) co_return outcome(Event::pulled);  // as `up` does by itself
  auto text = "pulling the images of the " + plan.candidate.spec->title();
  Meanwhile patience{shared_.tasks, shared_.tasks.start("patience of " + service_, show_patience(text))};
  auto pulled = co_await pull_images(plan.files);
  if (pulled) co_return outcome(Event::pulled);
  if (policy == PullPolicy::always) co_return co_await failure_of(pulled.error());
  plan.candidate.is_stale = true;
  plan.candidate.stale_text = "from the cache, because not all images could be pulled";
  auto why = "starting with the images in the cache: " + pulled.error().text;
  logs::tell(shared_.journal, service_, log::Level::warning, why, logs::message_id::image_stale);
  co_return outcome(Event::pulled);
}

Task<Result<void>> Project::pull_images(ProjectFiles files) {
  std::vector<std::string> words{"pull", "--quiet"};
  auto pulled = co_await compose(files, words, patient);
  if (!pulled) co_return pulled.error();
  pulled_at_ = Moment::unix_usec();
  co_return Result<void>();
}

// systemd is told to wait on for as long as this goes on.
Task<> Project::show_patience(std::string text) {
  while (true) {
    callbacks_.progress(text, shared_.pull_patience);
    co_await sleep(shared_.pull_patience / 3);
  }
}

// The containers are made, and read from, before any of them runs: no first line is lost.
Task<Outcomes> Project::create() {
  may_be_made_ = true;
  now_.candidate.baseline = baseline_of(now_.candidate, HashKey::random());
  std::vector<std::string> words{"up", "--no-start", "--remove-orphans", "--quiet-pull"};
  auto made = co_await compose(now_.files, words, patient);
  if (!made) co_return co_await failure_of(made.error());
  co_return co_await attach_all();
}

Task<Outcomes> Project::attach_all() {
  auto listed = co_await inspect_all();
  if (!listed) co_return failure(Ending::engine, listed.error());
  outputs_.pick_up(*listed);
  parts_.clear();
  for (const auto& container : *listed) {
    parts_.insert(label_of(container, compose_service_label));
    bool is_read = outputs_.is_open(container.id);
    if (is_read) continue;
    // One that runs already is of a start that was cut off.
    std::string why = container.running ? "the way to its output was lost" : "";
    auto opened = co_await outputs_.open(container, why);
    if (!opened) co_return failure(Ending::engine, opened.error());
  }
  co_return outcome(Event::created);
}

Task<Outcomes> Project::start() {
  auto& record = shared_.ledger.of(service_);
  record.begin_run(ImageVersion{}, Moment::unix_usec());
  record.baseline = now_.candidate.baseline;
  shared_.ledger.save(service_);
  auto place = co_await shared_.starts.enter();
  std::vector<std::string> words{"up", "--detach", "--no-recreate"};
  auto started = co_await compose(now_.files, words, patient);
  if (!started && is_cut_short_) co_return Outcomes(1, Outcome{Event::exited, {}});
  if (!started) co_return co_await failure_of(started.error());
  callbacks_.look_again();
  bool is_ready = now_.candidate.spec->ready_when() == service::ReadyWhen::started;
  co_return outcome(is_ready ? Event::started : Event::started_warm);
}

void Project::end_pre_run() {
  is_cut_short_ = true;
  if (call_) shared_.tasks.cancel(call_->task);
}

void Project::note_ready() {
  auto* run = shared_.ledger.of(service_).current_run();
  if (run == nullptr || run->ready != 0) return;
  run->ready = Moment::unix_usec();
  shared_.ledger.save(service_);
}

Task<Result<Fetched>> Project::fetch_for_start() {
  auto plan = co_await read_and_check(false);
  if (!plan) co_return plan.error();
  Fetched fetched;
  auto policy = plan->candidate.spec->compose->pull;
  if (policy == PullPolicy::missing) co_return fetched;  // as `up` does by itself
  auto files = plan->files;
  auto pulled = co_await pull_images(files);
  if (!pulled && policy == PullPolicy::always) co_return pulled.error();
  if (!pulled) fetched.trouble = pulled.error().text;
  co_return fetched;
}

Task<Result<std::string>> Project::pull_ahead() {
  auto plan = read();
  if (!plan) co_return plan.error();
  auto files = plan->files;
  auto pulled = co_await pull_images(files);
  if (!pulled) co_return pulled.error();
  co_return std::string();  // there is no one digest
}

// As a task of its own, so that it can be ended without whoever waits for it.
Task<Result<std::string>> Project::compose(ProjectFiles files, std::vector<std::string> words, Duration limit) {
  auto call = std::make_shared<Call>(shared_.tasks.executor());
  auto name = fmt::format("compose {} for {}", words.front(), service_);
  call->task = shared_.tasks.start(name, run_call(call, program_, files, words, limit));
  call_ = call;
  // Whoever is cancelled takes it along.
  struct Guard {
    Tasks& tasks;
    const Call& call;
    ~Guard() {
      if (!call.is_over) tasks.cancel(call.task);
    }
  } guard{shared_.tasks, *call};
  while (!call->is_over) co_await call->over.wait();
  if (call_ == call) call_.reset();
  co_return call->result;
}

Task<> Project::run_call(std::shared_ptr<Call> call, ComposeProgram program, ProjectFiles files,
                         std::vector<std::string> words, Duration limit) {
  struct Guard {
    Call& call;
    ~Guard() {
      call.is_over = true;
      call.over.notify();
    }
  } guard{*call};
  auto ran = program.run(std::move(files), std::move(words), limit);
  call->result = co_await std::move(ran);
}

// Compose says no more than that it could not; whether the engine is there, only the engine can tell.
Task<Outcomes> Project::failure_of(Error error) {
  auto listed = co_await list();
  if (!listed && is_engine_away(listed.error())) co_return outcome(Event::engine_lost);
  service::Verdict verdict{Ending::engine, 0, error.text};
  co_return Outcomes(1, Outcome{Event::failed, verdict});
}

}  // namespace berth::supervise
