// Files that nobody wrote by hand: each ends in a descriptor or an error, in bounded time.
#include <chrono>

#include "import/around.h"
#include "import/command_line.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

Result<std::vector<Imported>> import_unit(const std::string& text) {
  auto started = std::chrono::steady_clock::now();
  auto all = import_file("x.service", text, "", test::around());
  CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(20));
  return all;
}

std::string unit_of(const std::string& command) {
  return "[Service]\nExecStart=" + command + "\n";
}

}  // namespace

TEST_CASE("a line of a megabyte is read", "[import]") {
  auto all = import_unit(unit_of("docker run -e X=" + std::string(1'000'000, 'x') + " app"));
  REQUIRE(all.has_value());
  CHECK(all->front().text.size() > 1'000'000);
}

TEST_CASE("a file that is larger is refused", "[import]") {
  auto all = import_unit(unit_of("docker run -e X=" + std::string(2'000'000, 'x') + " app"));
  REQUIRE(all.has_error());
  CHECK(all.error().text == "x.service: the file is larger than 1024 KiB");
}

TEST_CASE("ten thousand options are carried", "[import]") {
  std::string command = "docker run";
  for (int i = 0; i < 10'000; ++i) command += fmt::format(" \\\n  -v v{0}:/v{0}", i);
  auto all = import_unit(unit_of(command + " app"));
  REQUIRE(all.has_value());
  CHECK(all->front().not_carried == 0);
  CHECK_THAT(all->front().text, ContainsSubstring("    - v9999:/v9999\n"));
}

TEST_CASE("thousands of options that are wrong become as many comments", "[import]") {
  std::string command = "docker run";
  for (int i = 0; i < 3'000; ++i) command += fmt::format(" -v relative{}/x:/y", i);
  auto all = import_unit(unit_of(command + " app"));
  REQUIRE(all.has_value());
  CHECK(all->front().not_carried == 3'000);
  CHECK_THAT(all->front().text,
             ContainsSubstring("not carried: -v relative2999/x:/y: ") && !ContainsSubstring("more problems"));
}

TEST_CASE("options that are wrong are compared with what was meant, without the work growing", "[import]") {
  std::string command = "docker run";
  for (int i = 0; i < 20'000; ++i) command += fmt::format(" --cap-add NOT_{}", i);
  auto all = import_unit(unit_of(command + " app"));
  REQUIRE(all.has_error());
  CHECK(all.error().text == "x.service: no descriptor can be made of it: the file is larger than 1024 KiB");
}

TEST_CASE("a NUL and bytes that are no text are refused with their place", "[import]") {
  auto all = import_unit(unit_of(std::string("docker run a\0b", 14)));
  REQUIRE(all.has_error());
  CHECK(all.error().text == "x.service:2:23: the control character \\x00 is not allowed");
  CHECK(import_unit(unit_of("docker run \xff")).has_error());
}

TEST_CASE("a last line without its end counts, also one that is continued", "[import]") {
  auto all = import_unit("[Service]\nExecStart=docker run \\\n app \\");
  REQUIRE(all.has_value());
  CHECK_THAT(all->front().text, ContainsSubstring("Image: app\n"));
}

TEST_CASE("a file of nothing, or of nothing but a section, is told apart from a service", "[import]") {
  CHECK(import_unit("").error().text == "x.service: there is no ExecStart= that could run docker");
  CHECK(import_unit("[Service").error().text == "x.service:1: a section's name is not closed by ]");
  CHECK(import_unit(unit_of("docker run")).has_error());
  CHECK(import_unit(unit_of("docker run --name")).has_error());
  CHECK(import_unit(unit_of("\"docker")).has_error());
}

TEST_CASE("a value with what YAML would stumble over comes back as it was", "[import]") {
  for (std::string value :
       {"a: b", "#x", "x #y",     "'", "\\\\", "{a}", "[",     "- x",  "~",   "yes",  "*a",  "&a", "!t",
        "|",    ">",  "\xc3\xa4", "@", "`",    "x:",  "a\\tb", "\\\"", "? x", "null", "1e3", ",",  "a, b"}) {
    INFO(value);
    auto all = import_unit(unit_of("docker run -e \"X=" + value + "\" app"));
    REQUIRE(all.has_value());
    auto spec = config::read_descriptor("x.yaml", "x", all->front().text, {}, {}).spec;
    REQUIRE(spec.container.environment.size() == 1);
    auto words = split_line("\"" + value + "\"");
    CHECK(spec.container.environment.front().second == words->front());
  }
}

TEST_CASE("no error repeats the value of a variable", "[import]") {
  for (std::string command : {"docker run -e PASSWORD=s3cret --no-such app", "docker run -e PASSWORD=s3cret",
                              "docker run -e PASSWORD=s3cret UPPER:case", "docker exec -e PASSWORD=s3cret app"}) {
    auto all = import_unit(unit_of(command));
    REQUIRE(all.has_error());
    CHECK(all.error().text.find("s3cret") == std::string::npos);
  }
}
