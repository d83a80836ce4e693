#include "config/host_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include "config/descriptor.h"
#include "config/environment_file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

namespace {

using Variables = std::vector<std::pair<std::string, std::string>>;

service::Spec spec_of(const test::TempFolder& folder, const std::string& keys) {
  auto reading =
      read_descriptor("m.yaml", "museum", "Container:\n  Image: nginx\n" + keys, {folder.path(), "/log"}, {});
  REQUIRE(reading.ok());
  return reading.spec;
}

}  // namespace

TEST_CASE("files of variables are read as docker run --env-file reads them", "[config]") {
  Problems problems("a.env");
  auto read = read_environment_file(
      "\xef\xbb\xbf# comment\nA=1\n\n  B= two words # kept \nC=\"quoted\"\nD\nE=\nF=a=b\r\n   \t\n#G=1\nH='x'\nI=$A",
      problems);
  CHECK(problems.empty());
  CHECK(read == Variables{{"A", "1"},
                          {"B", " two words # kept "},
                          {"C", "\"quoted\""},
                          {"E", ""},
                          {"F", "a=b"},
                          {"H", "'x'"},
                          {"I", "$A"}});
}

// The files of docker/cli's own tests of its --env-file, with what each gives there.
TEST_CASE("files of variables that docker reads give what docker gives", "[config]") {
  struct Case {
    std::string text;
    Variables variables;
    std::size_t problems = 0;
  };
  const std::string long_value(64 * 1024 - 1 - 4, 'a');
  const std::vector<Case> cases = {
      {"", {}},
      {"foo=bar\n    baz=quux\n# comment\n\n_foobar=foobaz\nwith.dots=working\nand_underscore=working too\n\n    \t  ",
       {{"foo", "bar"},
        {"baz", "quux"},
        {"_foobar", "foobaz"},
        {"with.dots", "working"},
        {"and_underscore", "working too"}}},
      {"foo=bar\n    f   =quux\n", {{"foo", "bar"}}, 1},
      {"first line\nanother invalid line", {}, 2},
      {"# comment=\n=blank variable names are an error case\n", {}, 1},
      {"# comment=\nHOME\nUNDEFINED_VAR\n", {}},
      {"foo=" + long_value + "\n", {{"foo", long_value}}},
      {"foo=" + long_value + "a\n", {}, 1},
      {"foo=" + long_value + "\r\n", {}, 1},
      {"\u00a0 \u3000# comment\n\u2003foo=bar \n\u0085", {{"foo", "bar "}}},
      {"foo=bar\n\ufeffbaz=quux\n", {{"foo", "bar"}, {"\ufeffbaz", "quux"}}},
      {"export foo=bar\n", {}, 1},
      {"foo = bar\n", {}, 1},
      {"1-a:b=c\r\r\n", {{"1-a:b", "c\r"}}},
  };
  for (const auto& one : cases) {
    INFO(one.text.substr(0, 80));
    Problems problems("a.env");
    auto read = read_environment_file(one.text, problems);
    CHECK(read == one.variables);
    CHECK(problems.sorted().size() == one.problems);
  }
}

TEST_CASE("a bad line is named by its number, never by what it says", "[config]") {
  Problems problems("a.env");
  auto text = std::string("=hunter2\nA hunter2=x\nB=hunter2\xff\nC=hunter2") + '\0' +
              "\nD=" + std::string(70'000, 'x') + "\nOK=1\n";
  auto read = read_environment_file(text, problems);
  CHECK(read == Variables{{"OK", "1"}});
  std::vector<std::string> lines;
  for (const auto& problem : problems.sorted()) lines.push_back(one_line(problem));
  CHECK(lines == std::vector<std::string>{"a.env:1: no variable's name before the =",
                                          "a.env:2: a variable's name must not have blanks in it",
                                          "a.env:3: the line is not UTF-8 text", "a.env:4: the line is not UTF-8 text",
                                          "a.env:5: the line is longer than 64 KiB"});
}

TEST_CASE("the service's own file comes before the common one, and Environment wins", "[config]") {
  test::TempFolder folder;
  folder.write("museum/a.env", "A=own\nB=file\n");
  folder.write("a.env", "A=common\n");
  folder.write("b.env", "C=common\nB=later\n");
  auto files =
      read_host_files(spec_of(folder, "  EnvironmentFile: [a.env, b.env, -c.env]\n  Environment: {C: mine, D: 4}\n"));
  CHECK(files.problems.empty());
  CHECK(files.environment == std::vector<std::string>{"A=own", "B=later", "C=mine", "D=4"});
}

TEST_CASE("what is missing on the host is a problem at its place in the descriptor", "[config]") {
  test::TempFolder folder;
  folder.write("museum/there", "");
  REQUIRE(::mkfifo(folder.path("fifo.env").c_str(), 0600) == 0);
  auto files = read_host_files(spec_of(
      folder, "  Config: [there:/a, missing:/b]\n  EnvironmentFile: [no.env, fifo.env]\n  Volume: /no/such:/c\n"));
  std::vector<std::string> lines;
  for (const auto& problem : files.problems) lines.push_back(one_line(problem));
  auto root = folder.path();
  CHECK(lines == std::vector<std::string>{
                     "m.yaml:3:22: Config: " + root + "/museum/missing: No such file or directory",
                     "m.yaml:4:21: EnvironmentFile: there is no " + root + "/museum/no.env and no " + root + "/no.env",
                     "m.yaml:4:29: EnvironmentFile: " + root + "/fifo.env: not a regular file"});
}

TEST_CASE("a device that may be missing is left out, and any other is a problem", "[config]") {
  test::TempFolder folder;
  folder.write("there", "");
  auto there = folder.path("there"), gone = folder.path("gone");
  auto files =
      read_host_files(spec_of(folder, fmt::format("  AddDevice: [{}, \"-{}\", \"-{}\"]\n", there, there, gone)));
  CHECK(files.problems.empty());
  CHECK(files.devices.size() == 2);
  files = read_host_files(spec_of(folder, fmt::format("  AddDevice: {}\n", gone)));
  REQUIRE(files.problems.size() == 1);
  CHECK(one_line(files.problems.front()) == "m.yaml:3:14: AddDevice: " + gone + ": No such file or directory");
}

TEST_CASE("a seccomp profile is read when the service starts", "[config]") {
  test::TempFolder folder;
  folder.write("museum/tight.json", "{}");
  auto files = read_host_files(spec_of(folder, "  SecurityOpt: seccomp=tight.json\n"));
  CHECK(files.problems.empty());
  REQUIRE(files.seccomp);
  CHECK(files.seccomp->text == "{}");
  files = read_host_files(spec_of(folder, "  SecurityOpt: seccomp=no.json\n  Mount: type=bind,src=no,dst=/no\n"));
  std::vector<std::string> lines;
  for (const auto& problem : files.problems) lines.push_back(one_line(problem));
  auto root = folder.path();
  CHECK(lines == std::vector<std::string>{
                     "m.yaml:3:16: SecurityOpt: there is no " + root + "/museum/no.json and no " + root + "/no.json",
                     "m.yaml:4:10: Mount: " + root + "/museum/no: No such file or directory"});
}

TEST_CASE("a project's files are the first that are there, and each must be", "[config]") {
  test::TempFolder folder;
  auto read = [&] {
    auto reading = read_descriptor("m.yaml", "museum", "Compose: {File: [a.yml, b.yml], EnvironmentFile: c.env}",
                                   {folder.path(), "/log"}, {});
    REQUIRE(reading.ok());
    return read_host_files(reading.spec);
  };
  folder.write("museum/a.yml", "");
  folder.write("a.yml", "");
  folder.write("c.env", "");
  auto lacking = read();
  REQUIRE(lacking.problems.size() == 1);
  CHECK(lacking.problems[0].text == fmt::format("File: there is no {0}/museum/b.yml and no {0}/b.yml", folder.path()));
  folder.write("b.yml", "");
  auto whole = read();
  CHECK(whole.problems.empty());
  CHECK(whole.compose_files == std::vector<std::string>{folder.path("museum/a.yml"), folder.path("b.yml")});
  CHECK(whole.compose_env_files == std::vector<std::string>{folder.path("c.env")});
}
