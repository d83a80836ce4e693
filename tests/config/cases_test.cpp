// Every file in cases/ begins with what is expected of it: "# expect: ok", or one "# expect: LINE:COLUMN text" for each
// problem, in order and complete; "# expect-field: path = value" looks into the Spec.
#include <algorithm>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "config/descriptor.h"
#include "config/show_spec.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::config;

namespace {

const std::string folder = std::string(BERTH_SOURCE_DIR) + "/tests/config/cases";

struct Expectation {
  std::vector<std::string> problems, fields;
  bool ok = false;
};

Expectation read_expectation(std::string_view text) {
  Expectation expected;
  for (auto line : text::split(text, '\n')) {
    constexpr std::string_view problem = "# expect: ", field = "# expect-field: ";
    if (line == "# expect: ok")
      expected.ok = true;
    else if (line.starts_with(problem))
      expected.problems.emplace_back(line.substr(problem.size()));
    else if (line.starts_with(field))
      expected.fields.emplace_back(line.substr(field.size()));
  }
  return expected;
}

std::string said(const Problem& problem) {
  auto line = one_line(problem);
  return line.substr(std::string_view("x.yaml:").size());
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("every case says what it expects, and gets it", "[config]") {
  auto names = case_names();
  CHECK(names.size() >= 80);
  HostFacts facts{"harbour", "0123456789abcdef", "fedcba9876543210", "6.1.0"};
  for (const auto& name : names) {
    INFO(name);
    auto text = file::read(folder + "/" + name, 2'000'000);
    REQUIRE(text);
    auto expected = read_expectation(*text);
    CHECK(expected.ok == expected.problems.empty());
    auto service = name.starts_with("instance") ? "worker@7" : "museum";
    auto reading = read_descriptor("x.yaml", service, *text, {"/root", "/root/var/log"}, facts);
    std::vector<std::string> problems;
    for (const auto& problem : reading.problems) problems.push_back(said(problem));
    CHECK(problems == expected.problems);
    auto shown = test::show(reading.spec);
    for (const auto& field : expected.fields) {
      INFO(field);
      CHECK(std::find(shown.begin(), shown.end(), field) != shown.end());
    }
  }
}
