// What a Compose file means beside other files, and in a folder of some name.
#include "import/compose.h"

#include "import/around.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

using Files = std::map<std::string, std::string>;

// The descriptors, one behind the other, or the error.
std::string outcome(const std::string& path, const std::string& text, const Files& files = {}) {
  auto all = import_file(path, text, "", test::around(files));
  if (!all) return "error: " + all.error().text;
  std::string out;
  for (const auto& one : *all) out += one.text;
  return out;
}

const std::string with_volume = "services: {web: {image: web, volumes: [\"data:/d\"]}}\nvolumes: {data: }\n";

}  // namespace

TEST_CASE("a project is called as Compose calls it", "[import]") {
  CHECK_THAT(outcome("/srv/_My.App 2/compose.yaml", with_volume), ContainsSubstring("Volume: myapp2_data:/d\n"));
  CHECK_THAT(outcome("/srv/x/compose.yaml", "name: shop\n" + with_volume), ContainsSubstring(" shop_data:/d\n"));
  Files files = {{"/srv/x/.env", "COMPOSE_PROJECT_NAME=Other\nNAME=named\n"}};
  CHECK_THAT(outcome("/srv/x/compose.yaml", "name: shop\n" + with_volume, files),
             ContainsSubstring(" other_data:/d\n"));
  files = {{"/srv/x/.env", "NAME=named\n"}};
  CHECK_THAT(outcome("/srv/x/compose.yaml", "name: $NAME\n" + with_volume, files),
             ContainsSubstring(" named_data:/d\n"));
}

TEST_CASE("what is relative on standard input is a comment", "[import]") {
  auto text = outcome("-",
                      "services: {web: {image: web, volumes: [\"./a:/a\", \"data:/d\"], env_file: a.env}}\n"
                      "volumes: {data: }\n");
  CHECK_THAT(text, ContainsSubstring("Volume: data:/d\n"));
  CHECK_THAT(text, ContainsSubstring("# not carried: volumes: ./a:/a: it is relative to the folder of the file, which "
                                     "is not known here\n"));
  CHECK_THAT(text, ContainsSubstring("# not carried: env_file: a.env: it is relative"));
  CHECK_THAT(text, ContainsSubstring("# not carried: the project's name: "));
  CHECK_THAT(outcome("-", "services: {web: {image: web}}\n"), !ContainsSubstring("not carried"));
}

TEST_CASE("what may have values of variables in it is nobody else's to read", "[import]") {
  auto is_secret = [](const std::string& path, const std::string& text, const Files& files) {
    auto all = import_file(path, text, "", test::around(files));
    REQUIRE(all.has_value());
    return all->front().has_secrets;
  };
  const std::string text = "services: {web: {image: web, command: [run, \"--pw=${PW}\"]}}\n";
  CHECK(is_secret("/srv/x/compose.yaml", text, {{"/srv/x/.env", "PW=secret\n"}}));
  CHECK_FALSE(is_secret("/srv/x/compose.yaml", "services: {web: {image: web}}\n", {}));
  const std::string unit = "[Service]\nExecStart=docker run --name web web --pw=${PW}\n";
  CHECK(is_secret("/etc/web.service", unit + "EnvironmentFile=/etc/web.env\n", {{"/etc/web.env", "PW=secret\n"}}));
  CHECK_FALSE(is_secret("/etc/web.service", "[Service]\nExecStart=docker run --name web web\n", {}));
}

TEST_CASE("an env_file that Compose reads in another way is named, without its values", "[import]") {
  const std::string text = "services: {web: {image: web, env_file: web.env}}\n";
  auto with = [&](const std::string& file) { return outcome("/srv/x/a.yaml", text, {{"/srv/x/web.env", file}}); };
  CHECK_THAT(with("A=1\n# none\nB=a b\n"), !ContainsSubstring("not carried"));
  auto other = with("A='s3cret'\nB=1\nC=1 # one\nD=$B\nE = 1\n");
  CHECK_THAT(other, ContainsSubstring("EnvironmentFile: /srv/x/web.env\n"));
  CHECK_THAT(other, ContainsSubstring("which gives other values to A, C, D, E"));
  CHECK_THAT(other, !ContainsSubstring("s3cret"));
  CHECK_THAT(outcome("/srv/x/a.yaml", "services: {web: {image: web, env_file: [{path: ../up.env, format: raw}]}}\n",
                     {{"/srv/up.env", "A='1'\n"}}),
             ContainsSubstring("EnvironmentFile: /srv/up.env\n") && !ContainsSubstring("not carried"));
}

TEST_CASE("variables come from the .env, and those without a value are named", "[import]") {
  Files files = {{"/srv/x/.env", "TAG='7'\nPERCENT=5%\n"}};
  auto text = outcome("/srv/x/a.yaml",
                      "services:\n  a:\n    image: ${REGISTRY}app:$TAG\n    environment: {P: $PERCENT, TAG: , Q: 1%}\n"
                      "  b: {image: app}\n",
                      files);
  CHECK_THAT(text, ContainsSubstring("Image: app:7\n"));
  CHECK_THAT(text, ContainsSubstring("P: 5%%\n") && ContainsSubstring("TAG: 7\n") && ContainsSubstring("Q: 1%%\n"));
  CHECK_THAT(text,
             ContainsSubstring("# not carried: ${REGISTRY}: it has no value here, and is empty, as with Compose"));
  CHECK(text.find("REGISTRY", text.find("From b")) == std::string::npos);
}

TEST_CASE("the network of one service counts if the file says something of it", "[import]") {
  auto text = outcome("/srv/x/a.yaml",
                      "services: {web: {image: web, container_name: www}}\n"
                      "networks: {default: {external: true, name: proxy}}\n");
  CHECK_THAT(text, ContainsSubstring("ContainerName: www\n") && ContainsSubstring("Network: proxy\n") &&
                       ContainsSubstring("NetworkAlias: web\n"));
}
