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

}  // namespace

std::optional<service::HealthCheck> read_health(Section& section) {
  service::HealthCheck health;
  auto cmd = section.take("HealthCmd");
  auto interval = section.take("HealthInterval");
  auto timeout = section.take("HealthTimeout");
  auto start_period = section.take("HealthStartPeriod");
  auto retries = section.take("HealthRetries");
  if (!cmd && !interval && !timeout && !start_period && !retries) return std::nullopt;
  health.test = read_test(cmd);
  health.interval = read_span(interval);
  health.timeout = read_span(timeout);
  health.start_period = read_span(start_period);
  if (auto number = retries.number(1, 1000)) health.retries = static_cast<int>(*number);
  return health;
}

}  // namespace berth::config
