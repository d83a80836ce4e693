// load and prepare: from the descriptor to what could be started.
#include "config/host_files.h"
#include "docker/containers.h"
#include "supervise/labels.h"
#include "supervise/steps.h"
#include "supervise/taken_ports.h"

namespace berth::supervise {

using service::Ending;
using service::Event;

// For an image alone it does not matter whether there is a unit: a migration has none of ours yet.
Result<Candidate> Steps::read_candidate(bool needs_unit) {
  const auto* entry = shared_.catalogue.reread(service_);
  if (entry == nullptr) return Error{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
  auto trouble = entry->trouble();
  if (!trouble.empty() && (needs_unit || !entry->reading.ok())) return Error{ErrorKind::invalid, trouble};
  if (entry->reading.spec.compose)
    return Error{ErrorKind::invalid, fmt::format("{} describes a Compose project now: stop the service, then start it",
                                                 entry->reading.spec.path)};
  if (entry->reading.spec.process)
    return Error{ErrorKind::conflict, "the descriptor has a Process now: stop the service, then start it"};
  auto files = config::read_host_files(entry->reading.spec);
  if (!files.problems.empty()) return Error{ErrorKind::invalid, config::one_line(files.problems.front())};
  return candidate_from(entry->reading, std::move(files));
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
  if (!knows_containers_ && !has_own) {
    auto resumed = co_await resume_start(*read);
    if (!resumed.empty()) co_return resumed;
    co_await remove_strays("");
  }
  if (!is_prepared) {
    auto free = co_await check_ports(shared_, service_, read->spec->container);
    if (!free) co_return failure(Ending::engine, free.error());
  }
  auto useless = is_prepared ? std::string() : next_.container_id;
  now_ = is_prepared ? std::move(next_) : std::move(*read);
  next_ = Candidate{};
  if (!useless.empty()) {
    // The descriptor has changed since.
    auto removed = co_await remove_one(useless);
    if (!removed) log::warning("remove what was prepared of {}: {}", service_, removed.error().text);
  }
  output_.reset();  // not closed: whoever removes what may still run will want to know how far it was read
  health_test_.clear();
  killed_at_ = Duration(0);
  forget_restart();
  status_.log_file = now_.spec->log.file;
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
  // Somebody may have renamed what runs, and given its name to something else.
  auto named = co_await in_the_way(next_.spec->container.name, next_.spec->container.image);
  if (!named) co_return failure(Ending::engine, named.error());
  auto free = co_await check_ports(shared_, service_, next_.spec->container);
  if (!free) co_return failure(Ending::engine, free.error());
  auto outcomes = co_await choose_image(next_);
  if (is_failure(outcomes)) co_return outcomes;
  auto created = co_await create(next_, next_.spec->container.name + next_suffix);
  if (is_failure(created)) co_return created;
  outcomes.back().event = Event::prepared;
  co_return outcomes;
}

}  // namespace berth::supervise
