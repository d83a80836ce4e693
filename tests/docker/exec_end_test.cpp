#include "docker/exec_end.h"

#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.h"

using namespace berth;

TEST_CASE("a process is known to be in a container by its cgroup alone", "[docker]") {
  const std::string id(64, 'a'), other(64, 'b');
  for (const auto& lines : {"0::/system.slice/docker-" + id + ".scope\n", "0::/docker/" + id + "\n",
                            "12:memory:/docker/" + id + "\n0::/\n", "0::/docker/" + id + "/init\n"}) {
    CHECK(docker::is_in_container(lines, id));
    CHECK_FALSE(docker::is_in_container(lines, other));
  }
  CHECK_FALSE(docker::is_in_container("0::/system.slice/ssh.service\n", id));
  CHECK_FALSE(docker::is_in_container("0::/\n", ""));
  CHECK_FALSE(docker::is_in_container("0::/docker/aaaa\n", "aaaa"));
}

TEST_CASE("a process that is in no such container lives on", "[docker]") {
  auto child = ::fork();
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  auto ended = docker::end_command(child, std::string(64, 'a'));
  REQUIRE(ended.has_error());
  CHECK(ended.error().kind == ErrorKind::conflict);
  CHECK(::waitpid(child, nullptr, WNOHANG) == 0);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  // Nobody is there any more; and these are nobody.
  CHECK(docker::end_command(child, std::string(64, 'a')).has_value());
  for (std::int64_t none : {0ll, 1ll, -1ll, 1ll << 40})
    CHECK(docker::end_command(none, std::string(64, 'a')).has_value());
}
