#include "import/docker_command.h"

#include "support/catch.h"

using namespace berth::importing;

namespace {

using Words = std::vector<std::string>;

Words shown(const Words& rest) {
  auto run = read_docker_run(rest);
  if (!run) return {run.error().text};
  Words all;
  for (const auto& option : run->options) all.push_back(std::string(option.rule->name) + "=" + option.value);
  all.push_back(run->image);
  all.insert(all.end(), run->arguments.begin(), run->arguments.end());
  return all;
}

}  // namespace

TEST_CASE("options are read in all the forms that docker takes", "[import]") {
  CHECK(shown({"-p80:80", "-p=81:81", "-p", "82:82", "--publish=83", "--publish", "84", "app"}) ==
        Words{"publish=80:80", "publish=81:81", "publish=82:82", "publish=83", "publish=84", "app"});
  CHECK(shown({"-it", "-dp", "80:80", "--rm=false", "--init", "app", "-x", "--init"}) ==
        Words{"interactive=true", "tty=true", "detach=true", "publish=80:80", "rm=false", "init=true", "app", "-x",
              "--init"});
  CHECK(shown({"-e", "-x", "--", "app"}) == Words{"env=-x", "app"});
}

TEST_CASE("what docker would refuse is refused", "[import]") {
  CHECK(shown({"--volum", "a:b", "app"}) == Words{"docker run has no option --volum (did you mean --volume?)"});
  CHECK(shown({"-Z", "app"}) == Words{"docker run has no option -Z"});
  CHECK(shown({"--name"}) == Words{"the option --name of docker run lacks its value"});
  CHECK(shown({"--rm"}) == Words{"docker run lacks the image"});
}

TEST_CASE("docker is found behind a shell, unless the shell has more to do", "[import]") {
  Variables none;
  auto call = read_docker_call({"/bin/sh", "-ec", "exec /usr/bin/docker --host x container run 'a b'"}, none);
  REQUIRE(call.has_value());
  CHECK(is_docker({"sh", "-c", "docker rm x >/dev/null 2>&1 || true"}, none));
  CHECK(call->verb == "run");
  CHECK(call->global == Words{"--host x"});
  CHECK(call->rest == Words{"a b"});
  CHECK(read_docker_call({"sh", "-c", "docker rm x || reboot"}, none).has_error());
  CHECK(is_docker({"sh", "-c", "docker rm x || reboot"}, none));
  CHECK_FALSE(is_docker({"podman", "run"}, none));
}

TEST_CASE("the words of other verbs are told from their options", "[import]") {
  auto plain = read_plain_call(*read_docker_call({"docker", "stop", "-t10", "--signal", "INT", "--time=3", "web"}, {}));
  CHECK(plain.words == Words{"web"});
  REQUIRE(plain.option("-t") != nullptr);
  CHECK(*plain.option("-t") == "10");
  CHECK(*plain.option("--signal") == "INT");
  CHECK(plain.option("--signals") == nullptr);
}
