#include "import/compose_files.h"

#include "import/around.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

using Files = std::map<std::string, std::string>;

// The descriptors, one behind the other, or the error.
std::string outcome(const Files& files, const std::string& path = "/srv/x/compose.yaml") {
  auto all = import_file(path, files.at(path), "", test::around(files));
  if (!all) return "error: " + all.error().text;
  std::string out;
  for (const auto& one : *all) out += one.text;
  return out;
}

const std::string web = "services: {web: {image: web, environment: {A: one}}}\n";

}  // namespace

TEST_CASE("an override beside the file stands over it", "[import]") {
  auto text = outcome({{"/srv/x/compose.yaml", web},
                       {"/srv/x/compose.override.yaml", "services: {web: {user: '7'}, db: {image: db}}"}});
  CHECK_THAT(text, ContainsSubstring("# From web of compose.yaml and compose.override.yaml, by berthctl import.\n"));
  CHECK_THAT(text,
             ContainsSubstring("User: 7\n") && ContainsSubstring("Image: db\n") && !ContainsSubstring("not carried"));
  CHECK_THAT(outcome({{"/srv/x/my.yaml", web}, {"/srv/x/compose.override.yaml", "services: {db: {image: db}}"}},
                     "/srv/x/my.yaml"),
             !ContainsSubstring("Image: db"));
  CHECK(outcome({{"/srv/x/compose.yaml", web}, {"/srv/x/compose.override.yaml", "a: [\n"}})
            .starts_with("error: /srv/x/compose.override.yaml:"));
  CHECK(outcome({{"/srv/x/compose.yaml", web}, {"/srv/x/compose.override.yaml", "services: [a]\n"}}) ==
        "error: /srv/x/compose.override.yaml: services is no map of services");
}

TEST_CASE("the files of COMPOSE_FILE stand over the first of them", "[import]") {
  Files files = {{"/srv/x/.env", "COMPOSE_FILE=a.yaml:sub/b.yaml:none.yaml\nTAG=7\n"},
                 {"/srv/x/a.yaml", web},
                 {"/srv/x/sub/b.yaml", "services: {web: {image: 'app:$TAG', volumes: ['./v:/v']}}"}};
  auto text = outcome(files, "/srv/x/a.yaml");
  CHECK_THAT(text, ContainsSubstring("Image: app:7\n") && ContainsSubstring("Volume: /srv/x/v:/v\n"));
  CHECK_THAT(text, ContainsSubstring("# not carried: COMPOSE_FILE: /srv/x/none.yaml: there is no such file to read\n"));
  files["/srv/x/b.yaml"] = web;
  CHECK_THAT(outcome(files, "/srv/x/b.yaml"), ContainsSubstring("# not carried: COMPOSE_FILE=a.yaml:sub/b.yaml:"));
  files["/srv/x/.env"] = "COMPOSE_FILE=a.yaml;b.yaml\nCOMPOSE_PATH_SEPARATOR=;\n";
  CHECK_THAT(outcome(files, "/srv/x/a.yaml"), ContainsSubstring("# From web of a.yaml and b.yaml,"));
  files["/srv/x/.env"] = "COMPOSE_FILE=a.yaml\n";
  CHECK_THAT(outcome(files, "/srv/x/a.yaml"), !ContainsSubstring("not carried"));
}

TEST_CASE("a service takes over another one, of the same file or of one beside it", "[import]") {
  auto text =
      outcome({{"/srv/x/compose.yaml",
                "services:\n  web:\n    extends: base\n    environment: {B: two}\n"
                "  base: {image: 'base:$TAG', extends: {file: ./common.yaml, service: all}, cap_add: [NET_ADMIN]}\n"},
               {"/srv/x/common.yaml", "services: {all: {user: '7', environment: {A: $WHAT}, cap_add: [SYS_TIME]}}"},
               {"/srv/x/.env", "TAG=5\nWHAT=one\n"}});
  auto own = text.substr(0, text.find("# From base"));
  CHECK_THAT(own, ContainsSubstring("Image: base:5\n") && ContainsSubstring("User: 7\n") &&
                      ContainsSubstring("A: one\n") && ContainsSubstring("B: two\n") &&
                      ContainsSubstring("- SYS_TIME\n") && ContainsSubstring("- NET_ADMIN\n"));
  CHECK_THAT(text, !ContainsSubstring("not carried"));
}

TEST_CASE("what nobody can take over is a comment", "[import]") {
  for (std::string extends : {"none", "web", "{service: web, file: none.yaml}", "{service: web, file: ../up.yaml}",
                              "{file: compose.yaml}", "[]"}) {
    INFO(extends);
    auto text = outcome(
        {{"/srv/x/compose.yaml", "services: {web: {image: web, extends: " + extends + "}}"}, {"/srv/up.yaml", web}});
    CHECK_THAT(text, ContainsSubstring("Image: web\n"));
    CHECK_THAT(text, ContainsSubstring("# not carried: extends: "));
  }
}

TEST_CASE("what is lost for want of a variable is named with the image as it was written", "[import]") {
  CHECK(outcome({{"/srv/x/compose.yaml", "services: {web: {extends: base}, base: {image: '${A}/${B}'}}"}}) ==
        "error: /srv/x/compose.yaml: not carried: image: ${A}/${B}: there is no value here for A, B");
}

TEST_CASE("a service that is reset in an override is none", "[import]") {
  auto text = outcome({{"/srv/x/compose.yaml", "services: {web: {image: web}, db: {image: db}}"},
                       {"/srv/x/compose.override.yml", "services: {db: !reset null}"}});
  CHECK_THAT(text, ContainsSubstring("Image: web\n") && !ContainsSubstring("db"));
  auto nothing = "error: /srv/x/compose.yaml: no service is left in it: !reset has taken all away";
  CHECK(outcome({{"/srv/x/compose.yaml", "services: {web: !reset null}"}}) == nothing);
  CHECK(outcome({{"/srv/x/compose.yaml", "services: {web: {image: web}}"},
                 {"/srv/x/compose.override.yml", "services: {web: !reset null}"}}) == nothing);
}

TEST_CASE("services that take over each other end in bounded time", "[import]") {
  std::string services = "services:\n  s0: {image: a}\n";
  for (int i = 1; i < 1500; ++i)
    services += fmt::format("  s{}: {{extends: s{}, dns: [10.0.{}.{}]}}\n", i, i - 1, i / 256, i % 256);
  auto all = import_file("/srv/x/compose.yaml", services, "", test::around());
  REQUIRE(all.has_error());
  CHECK(all.error().text == "/srv/x/compose.yaml: too much is taken over by extends");
  std::string names = "COMPOSE_FILE=compose.yaml";
  for (int i = 0; i < 1000; ++i) names += fmt::format(":{}.yaml", i);
  CHECK(outcome({{"/srv/x/compose.yaml", web}, {"/srv/x/.env", names}}) ==
        "error: /srv/x/compose.yaml: COMPOSE_FILE names more than 32 files");
}
