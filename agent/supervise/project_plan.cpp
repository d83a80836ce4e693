// What a project's start is to be made of: its descriptor, the files it names, and Compose's word on them.
#include "config/compose_ports.h"
#include "config/host_files.h"
#include "supervise/project.h"

namespace berth::supervise {

namespace {

constexpr Duration quick = std::chrono::minutes(1);  // Compose itself has no limits: this is for what hangs

}  // namespace

// For its images alone it does not matter whether there is a unit: a migration has none of ours yet.
Result<Project::Plan> Project::read(bool needs_unit) {
  const auto* entry = shared_.catalogue.reread(service_);
  if (entry == nullptr) return Error{ErrorKind::not_found, fmt::format("the descriptor of {} is gone", service_)};
  auto trouble = entry->trouble();
  if (!trouble.empty() && (needs_unit || !entry->reading.ok())) return Error{ErrorKind::invalid, trouble};
  const auto& spec = entry->reading.spec;
  if (!spec.compose)
    return Error{ErrorKind::invalid,
                 fmt::format("{} describes a container now: stop the service, then start it", spec.path)};
  auto files = config::read_host_files(spec);
  if (!files.problems.empty()) return Error{ErrorKind::invalid, config::one_line(files.problems.front())};
  Plan plan;
  plan.files = {spec.compose->project, files.compose_files, files.compose_env_files, spec.compose->profiles};
  plan.candidate = candidate_from(entry->reading, std::move(files));
  return plan;
}

// What is wrong with the compose file is as wrong as what is wrong with the descriptor.
Task<Result<Project::Plan>> Project::read_and_check(bool needs_unit) {
  auto plan = read(needs_unit);
  if (!plan) co_return plan;
  auto program = program_.find();
  if (!program) co_return program.error();
  // Not --quiet: what it prints, secrets and all, says which ports of the host are wanted.
  std::vector<std::string> words{"config"};
  auto printed = co_await compose(plan->files, words, quick);
  if (!printed) co_return printed.error().during(plan->files.files.front());
  plan->ports = config::compose_ports(*printed, plan->files.profiles);
  co_return plan;
}

// What the descriptor says now, where nothing else is known.
void Project::know_plan() {
  if (now_.candidate.has_spec) return;
  const auto* entry = shared_.catalogue.find(service_);
  if (entry == nullptr || !entry->reading.spec.compose) return;
  const auto& spec = entry->reading.spec;
  auto files = config::read_host_files(spec);
  now_.candidate.spec = spec;
  now_.candidate.has_spec = true;
  now_.files = {spec.compose->project, files.compose_files, files.compose_env_files, spec.compose->profiles};
  outputs_.set_log(now_.files.project, spec.log);
  status_.log_file = spec.log.file;
  may_be_made_ = true;
}

}  // namespace berth::supervise
