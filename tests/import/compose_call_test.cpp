#include "import/compose_call.h"

#include "support/catch.h"

using namespace berth::importing;

namespace {

using Options = ComposeCall::Options;

}  // namespace

TEST_CASE("a call of Compose has options before its verb and behind it", "[import]") {
  auto call = read_compose_call(
      {"-f", "a.yml", "--file=b.yml", "-pshop", "--verbose", "up", "-d", "-t", "10", "web", "--build"});
  CHECK(call.options ==
        Options{{"--file", "a.yml"}, {"--file", "b.yml"}, {"--project-name", "shop"}, {"--verbose", ""}});
  CHECK(call.verb == "up");
  CHECK(call.verb_options == Options{{"--detach", ""}, {"--timeout", "10"}, {"--build", ""}});
  CHECK(call.words == std::vector<std::string>{"web"});
}

TEST_CASE("a call of Compose may end anywhere", "[import]") {
  CHECK(read_compose_call({}).verb.empty());
  CHECK(read_compose_call({"-f"}).options == Options{{"--file", ""}});
  CHECK(read_compose_call({"down", "-v"}).verb_options == Options{{"--volumes", ""}});
}
