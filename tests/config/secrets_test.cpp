// Values of variables are secrets: whatever is wrong around them, no problem repeats one.
#include "config/descriptor.h"
#include "config/host_files.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

namespace {

const std::string secret = "hunter2-S3cr3t";

void check_hidden(const std::vector<Problem>& problems) {
  for (const auto& problem : problems) {
    INFO(one_line(problem).size());
    CHECK(one_line(problem).find(secret) == std::string::npos);
  }
}

}  // namespace

TEST_CASE("no problem of a descriptor holds the value of a variable", "[config]") {
  for (std::string environment : {"[{S}]",
                                  "[\"={S}\"]",
                                  "[\"A B={S}\"]",
                                  "[[{S}]]",
                                  "{A: [{S}]}",
                                  "{A: \"{S}%\"}",
                                  "{A: \"{S}\\q\"}",
                                  "{A: {S}, A: {S}}",
                                  "[A={S}, A={S}]",
                                  "{\"A B\": {S}}",
                                  "{A: {S}",
                                  "[A={S}",
                                  "\"A={S}",
                                  "{A: {S}: x}",
                                  "{A: !!str {S}}",
                                  "{A: \"{S}\\0\"}",
                                  "{A: *{S}}",
                                  "{A: @{S}}",
                                  "{A: \"{S}\\u{S}\"}",
                                  "\"{S}\"",
                                  "{A: \"\\x{S}\"}",
                                  "- {S}",
                                  "{A: '{S}}",
                                  "|\n  {S}\n {S}",
                                  "{A: {B: {S}}}",
                                  "[A: {S}]"}) {
    for (auto at = environment.find("{S}"); at != std::string::npos; at = environment.find("{S}"))
      environment.replace(at, 3, secret);
    INFO(environment);
    auto reading =
        read_descriptor("m.yaml", "museum", "Container:\n  Image: nginx\n  Environment: " + environment + "\n", {}, {});
    CHECK_FALSE(reading.ok());
    check_hidden(reading.problems);
  }
}

TEST_CASE("no problem of an environment file holds a part of its lines", "[config]") {
  test::TempFolder folder;
  for (std::string line : {"=" + secret, "A " + secret + "=1", secret + " =1", "A=" + secret + "\xff",
                           "A=" + secret + std::string(1, '\0')}) {
    folder.write("a.env", line + "\n");
    auto reading = read_descriptor("m.yaml", "museum", "Container:\n  Image: nginx\n  EnvironmentFile: a.env\n",
                                   {folder.path(), "/log"}, {});
    auto files = read_host_files(reading.spec);
    CHECK_FALSE(files.problems.empty());
    check_hidden(files.problems);
  }
}
