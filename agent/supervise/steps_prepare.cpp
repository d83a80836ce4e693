// load and prepare: from the descriptor to what could be started.
#include "config/host_files.h"
#include "docker/containers.h"
#include "supervise/steps.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

namespace {

constexpr const char* next_suffix = ".berth-next";

}  // namespace

Result<Candidate> Steps::read_candidate() {
  const auto* entry = shared_.catalogue.reread(service_);
  if (entry == nullptr) return Error{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
  if (auto trouble = entry->trouble(); !trouble.empty()) return Error{ErrorKind::invalid, trouble};
  auto files = config::read_host_files(entry->reading.spec);
  if (!files.problems.empty()) return Error{ErrorKind::invalid, config::one_line(files.problems.front())};
  Candidate candidate;
  candidate.spec = entry->reading.spec;
  candidate.has_spec = true;
  candidate.environment = std::move(files.environment);
  candidate.image.reference = candidate.spec.container.image;
  return candidate;
}

Task<Outcomes> Steps::load() {
  auto read = read_candidate();
  if (!read) co_return failure(Ending::descriptor, read.error());
  bool is_prepared = !next_.container_id.empty() && next_.spec == read->spec && next_.environment == read->environment;
  if (is_prepared) {
    auto there = co_await docker::inspect_container(shared_.engine, next_.container_id);
    is_prepared = there.has_value();
  }
  bool has_own = !next_.container_id.empty() || !before_.container_id.empty();
  if (!std::exchange(knows_containers_, true) && !has_own) co_await remove_strays();
  now_ = is_prepared ? std::move(next_) : std::move(*read);
  if (is_prepared) next_ = Candidate{};
  output_.reset();
  health_test_.clear();
  status_.log_file = now_.spec.log.file;
  show_image();
  if (!is_prepared) co_return outcome(Event::loaded);
  auto outcomes = outcome(now_.on_trial ? Event::on_trial : Event::off_trial);
  outcomes.push_back({Event::prepared, {}});
  co_return outcomes;
}

// Beside what runs, under a name of its own; nothing of what people see of the running one changes.
Task<Outcomes> Steps::prepare() {
  auto read = read_candidate();
  if (!read) co_return failure(Ending::descriptor, read.error());
  next_ = std::move(*read);
  auto outcomes = co_await choose_image(next_);
  if (is_failure(outcomes)) co_return outcomes;
  auto created = co_await create(next_, next_.spec.container.name + next_suffix);
  if (is_failure(created)) co_return created;
  outcomes.back().event = Event::prepared;
  co_return outcomes;
}

}  // namespace berth::supervise
