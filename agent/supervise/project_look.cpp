// look: what the engine says of a project's containers, and what that means for the machine.
#include <algorithm>
#include <csignal>
#include <cstring>

#include "docker/containers.h"
#include "loop/wakeup.h"
#include "service/exit_statuses.h"
#include "supervise/engine_history.h"
#include "supervise/labels.h"
#include "supervise/project.h"

namespace berth::supervise {

using docker::ContainerState;
using docker::Health;
using service::Ending;
using service::Event;

namespace {

bool has_ended(const ContainerState& container) {
  return !container.running && (container.status == "exited" || container.status == "dead");
}

// The engine starts it again by itself, or would, had nobody stopped it.
bool is_engines_business(const ContainerState& container) {
  return container.restart_policy == "always" || container.restart_policy == "unless-stopped";
}

Outcomes exited(Ending ending, int status, std::string text) {
  service::Verdict verdict{ending, status, std::move(text)};
  return Outcomes(1, Outcome{Event::exited, verdict});
}

Outcomes end_of(const ContainerState& container, bool is_well) {
  auto code = static_cast<int>(container.exit_code);
  auto name = part_of(container);
  if (container.oom_killed) return exited(Ending::oom_kill, code == 0 ? 137 : code, name + " ran out of memory");
  if (is_well) return exited(Ending::success, code, "");
  if (code > 128 && code <= 128 + 31)
    return exited(Ending::signal, code,
                  fmt::format("{} was ended by SIG{} (status {})", name, ::sigabbrev_np(code - 128), code));
  return exited(Ending::exit_code, code, fmt::format("{} exited with status {}", name, code));
}

std::string_view word_for(Health health) {
  switch (health) {
    case Health::none: return "none";
    case Health::starting: return "starting";
    case Health::healthy: return "healthy";
    case Health::unhealthy: return "unhealthy";
  }
  return "none";
}

// Of all that have a check, the worst.
Health health_of(const std::vector<ContainerState>& states) {
  auto worst = Health::none;
  auto rank = [](Health health) {
    if (health == Health::unhealthy) return 3;
    return health == Health::starting ? 2 : health == Health::healthy ? 1 : 0;
  };
  for (const auto& one : states)
    if (one.running && rank(one.health) > rank(worst)) worst = one.health;
  return worst;
}

}  // namespace

// Without what `docker compose run` has started beside it.
Task<Result<Project::States>> Project::list() {
  auto label = fmt::format("{}={}", compose_project_label, now_.files.project);
  auto listed = co_await docker::list_containers(shared_.engine, label);
  if (listed) std::erase_if(*listed, [](const auto& one) { return label_of(one, compose_oneoff_label) == "True"; });
  if (listed)
    std::sort(listed->begin(), listed->end(), [](const auto& a, const auto& b) { return part_of(a) < part_of(b); });
  co_return listed;
}

Task<Result<Project::States>> Project::inspect_all() {
  auto listed = co_await list();
  if (!listed) co_return listed.error();
  outputs_.pick_up(*listed);
  States states;
  for (const auto& one : *listed) {
    auto state = co_await docker::inspect_container(shared_.engine, one.id);
    if (!state && state.error().kind == ErrorKind::not_found) continue;
    if (!state) co_return state.error();
    states.push_back(std::move(*state));
  }
  co_return states;
}

Task<Outcomes> Project::look() {
  know_plan();
  Duration pause = std::chrono::milliseconds(500);
  while (true) {
    auto states = co_await inspect_all();
    if (states) {
      bool is_read = co_await read_on(*states);
      if (!is_read) co_return outcome(Event::engine_lost);
      show(*states);
      auto judged = judge(*states);
      if (judged.back().event != Event::exited) co_return judged;
      bool is_engines_end = co_await is_interrupted(*states);
      if (is_engines_end)
        co_return exited(Ending::interrupted, 0, "the Docker engine went down and took the project with it");
      co_return judged;
    }
    if (is_engine_away(states.error())) co_return outcome(Event::engine_lost);
    bool is_called_off = states.error().kind == ErrorKind::cancelled;  // the sleep ends it
    if (!is_called_off) log::warning("look at {}: {}", service_, states.error().text);
    co_await sleep(pause);  // an engine that fails says nothing about the containers: ask on
    pause = std::min<Duration>(pause * 2, std::chrono::seconds(30));
  }
}

// Those that run and nobody reads: another daemon's, or started again by the engine or by a person. False: the engine
// is away.
Task<bool> Project::read_on(States states) {
  for (const auto& container : states) {
    bool is_read = outputs_.is_open(container.id) || container.status != "running";
    if (is_read) continue;
    auto opened = co_await outputs_.open(container, "the way to its output was lost, or it was started again");
    if (!opened && is_engine_away(opened.error())) co_return false;
    if (!opened) log::warning("{}: {}", service_, opened.error().text);  // its next start or end is another hint
  }
  co_return true;
}

Task<bool> Project::is_interrupted(States states) {
  for (const auto& container : states) {
    if (!has_ended(container)) continue;
    bool is_with_engine = co_await ended_with_engine(shared_.systemd, shared_.engine_history, container);
    if (is_with_engine) co_return true;
  }
  co_return false;
}

void Project::show(const States& states) {
  status_.containers.clear();
  status_.health = word_for(health_of(states));
  std::set<std::string> parts;
  for (const auto& one : states) {
    parts.insert(label_of(one, compose_service_label));
    auto word = one.running && one.health != Health::none ? fmt::format("{}, {}", one.status, word_for(one.health))
                                                          : one.status;
    if (has_ended(one)) word = fmt::format("{} with {}", one.status, one.exit_code);
    status_.containers += fmt::format("{}{} ({})", status_.containers.empty() ? "" : ", ", part_of(one), word);
  }
  if (parts_.empty()) parts_ = std::move(parts);
  shared_.changed(service_);
}

// A container that fails and has no restart policy ends the whole; one that has done its work does not, unless it is
// the last.
Outcomes Project::judge(const States& states) {
  for (const auto& part : parts_) {
    bool is_there = std::any_of(states.begin(), states.end(),
                                [&](const auto& one) { return label_of(one, compose_service_label) == part; });
    if (!is_there)
      return exited(Ending::lost, 0,
                    fmt::format("the container of {} is gone: somebody or something else removed it", part));
  }
  if (states.empty())
    return exited(Ending::lost, 0, "the project has no containers: somebody or something removed them");
  auto is_well = [&](const ContainerState& one) {
    return service::is_success(now_.candidate.spec->service, static_cast<int>(one.exit_code));
  };
  for (const auto& one : states) {
    bool has_failed = has_ended(one) && !is_well(one) && !is_engines_business(one);
    if (!has_failed) continue;
    status_.exit_status = static_cast<std::int32_t>(one.exit_code);
    return end_of(one, false);
  }
  if (std::none_of(states.begin(), states.end(), [](const auto& one) { return one.running; })) {
    auto failed = std::find_if(states.begin(), states.end(), [&](const auto& one) { return !is_well(one); });
    const auto& last = failed == states.end() ? states.front() : *failed;
    status_.exit_status = static_cast<std::int32_t>(last.exit_code);
    return end_of(last, failed == states.end());
  }
  auto health = health_of(states);
  if (health == Health::unhealthy) {
    auto ill = std::find_if(states.begin(), states.end(),
                            [](const auto& one) { return one.running && one.health == Health::unhealthy; });
    return Outcomes(1, Outcome{Event::unhealthy, {Ending::health, 0, part_of(*ill) + " is unhealthy"}});
  }
  bool waits = now_.candidate.spec->ready_when() == service::ReadyWhen::healthy;
  return outcome(waits && health != Health::starting ? Event::ready : Event::found_running);
}

Task<bool> Project::probe() {
  auto states = co_await inspect_all();
  if (!states) co_return false;
  auto health = health_of(*states);
  co_return health == Health::healthy || health == Health::none;
}

}  // namespace berth::supervise
