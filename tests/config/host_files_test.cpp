#include "config/host_files.h"

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
