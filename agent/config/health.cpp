#include "config/health.h"

namespace berth::config {

namespace {

std::vector<std::string> read_test(const Field& field) {
  std::vector<std::string> test;
  if (field.is_list()) {
    auto words = field.words();
    if (!words) return test;
    if (words->empty() || words->front().empty()) {
      field.complain("it must not be empty");
      return test;
    }
    test = std::move(*words);
    // People who know Dockerfiles write the Engine's own form.
    bool is_engine_form = test.front() == "CMD" || test.front() == "CMD-SHELL" || test.front() == "NONE";
    if (!is_engine_form) test.insert(test.begin(), "CMD");
    return test;
  }
  auto text = field.text();
  if (!text) return test;
  if (*text == "none") return {"NONE"};
  return {"CMD-SHELL", *text};
}

// The Engine refuses what is shorter than a millisecond, and takes 0 for its default.
std::optional<Duration> read_span(const Field& field) {
  auto span = field.duration();
  if (!span) return std::nullopt;
  if (*span != Duration::max() && *span >= std::chrono::milliseconds(1)) return span;
  field.complain("it must be at least 1ms and not infinity");
  return std::nullopt;
}

std::optional<service::HealthCheck> read_check(Section& section) {
  service::HealthCheck health;
  auto cmd = section.take("HealthCmd");
  auto interval = section.take("HealthInterval");
  auto timeout = section.take("HealthTimeout");
  auto start_period = section.take("HealthStartPeriod");
  auto start_interval = section.take("HealthStartInterval");
  auto retries = section.take("HealthRetries");
  if (!cmd && !interval && !timeout && !start_period && !start_interval && !retries) return std::nullopt;
  health.test = read_test(cmd);
  health.interval = read_span(interval);
  health.timeout = read_span(timeout);
  health.start_period = read_span(start_period);
  health.start_interval = read_span(start_interval);
  if (auto number = retries.number(1, 1000)) health.retries = static_cast<int>(*number);
  return health;
}

void read_on_failure(const Field& field, bool has_no_check, service::OnUnhealthy& on_unhealthy) {
  auto said = field.text();
  if (said == "stop" || said == "kill")
    return field.complain(fmt::format("\"{}\" is not there: use restart, after which a new container runs", *said));
  if (field.one_of({"none", "restart"}) != "restart") return;
  if (has_no_check) return field.complain("a container with HealthCmd: none never becomes unhealthy");
  on_unhealthy = service::OnUnhealthy::restart;
}

void read_notify(const Field& field, bool has_no_check, service::ReadyWhen& ready_when) {
  auto said = field.one_of({"started", "healthy", "container"});
  if (said == "container") ready_when = service::ReadyWhen::container;
  if (said != "healthy") return;
  if (has_no_check) return field.complain("a container with HealthCmd: none never becomes healthy");
  ready_when = service::ReadyWhen::healthy;
}

}  // namespace

void read_health(Section& section, service::Container& container) {
  container.health = read_check(section);
  bool has_no_check = container.health && container.health->test == std::vector<std::string>{"NONE"};
  read_on_failure(section.take("HealthOnFailure"), has_no_check, container.on_unhealthy);
  read_notify(section.take("Notify"), has_no_check, container.ready_when);
}

}  // namespace berth::config
