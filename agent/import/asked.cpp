#include "import/asked.h"

#include <fmt/format.h>

namespace berth::importing {

void ask(DockerRun& run, std::string_view option, std::string value, std::string origin) {
  const auto* rule = find_run_option(option);
  if (rule == nullptr) return;
  if (origin.empty()) origin = rule->has_value ? fmt::format("--{} {}", option, value) : fmt::format("--{}", option);
  run.options.push_back({rule, std::move(value), std::move(origin)});
}

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string span_of_nanoseconds(long long nanoseconds) {
  constexpr long long second = 1'000'000'000, millisecond = 1'000'000;
  if (nanoseconds % second == 0) return fmt::format("{}s", nanoseconds / second);
  return fmt::format("{}ms", nanoseconds / millisecond);
}

}  // namespace berth::importing
