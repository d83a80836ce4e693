#include "credentials/program.h"

#include <cstdlib>

#include "credentials/scripts.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;
using namespace berth::credentials;

namespace {

using Answer = Result<std::optional<Credential>>;

Answer ask(const test::Scripts& scripts, const std::string& name, Duration limit = std::chrono::seconds(5)) {
  Answer answer = Error{ErrorKind::invalid, "not asked"};
  test::on_loop([&](Executor executor) -> Task<> {
    auto settings = scripts.settings(limit);
    answer = co_await ask_program(executor, name, "registry:5000", settings);
  });
  return answer;
}

// The failure of a script, which must hold no secret.
Error failure(const std::string& body, Duration limit = std::chrono::seconds(5)) {
  test::Scripts scripts;
  scripts.write("test", body);
  auto answer = ask(scripts, "test", limit);
  REQUIRE(answer.has_error());
  CHECK(answer.error().text.find("s3cret") == std::string::npos);
  return answer.error();
}

const std::string advice = ": see what `echo registry:5000 | docker-credential-test get` says";

}  // namespace

TEST_CASE("a program is asked by its protocol, with PATH and HOME", "[credentials]") {
  test::Scripts scripts;
  scripts.write("test", R"(
    server=$(cat)
    [ "$*" = get ] && [ "$server" = registry:5000 ] && [ "$HOME" = /root ] && [ -n "$PATH" ] || exit 1
    echo '{"ServerURL": "registry:5000", "Username": "ann", "Secret": "s3cret"}')");
  auto answer = ask(scripts, "test");
  REQUIRE(answer.has_value());
  REQUIRE(answer->has_value());
  CHECK((*answer)->username == "ann");
  CHECK((*answer)->password == "s3cret");
}

TEST_CASE("a program may answer with an identity token", "[credentials]") {
  test::Scripts scripts;
  scripts.write("test", R"(echo '{"Username": "<token>", "Secret": "s3cret"}')");
  auto answer = ask(scripts, "test");
  REQUIRE(answer.has_value());
  REQUIRE(answer->has_value());
  CHECK((*answer)->identity_token == "s3cret");
  CHECK((*answer)->username.empty());
}

TEST_CASE("a program that knows no credential is no failure", "[credentials]") {
  for (auto body : {"echo credentials not found in native keychain; exit 1", "echo credentials not found",
                    R"(echo '{"ServerURL": "", "Username": "", "Secret": ""}')"}) {
    INFO(body);
    test::Scripts scripts;
    scripts.write("test", body);
    auto answer = ask(scripts, "test");
    REQUIRE(answer.has_value());
    CHECK_FALSE(answer->has_value());
  }
}

TEST_CASE("a program that is missing is to be installed", "[credentials]") {
  test::Scripts scripts;
  auto answer = ask(scripts, "test");
  REQUIRE(answer.has_error());
  CHECK(answer.error().kind == ErrorKind::not_found);
  CHECK(answer.error().text ==
        "docker-credential-test is not in " + scripts.folder.path() + ":/usr/bin:/bin: install it");
}

TEST_CASE("a program's failure is told without its words", "[credentials]") {
  auto failed = failure("echo s3cret; echo token s3cret >&2; exit 1");
  CHECK(failed.kind == ErrorKind::remote);
  CHECK(failed.text == "docker-credential-test failed with status 1" + advice);
  CHECK(failure("kill -SEGV $$").text == "docker-credential-test was ended by signal 11" + advice);
  CHECK(failure("exit 126").text == "docker-credential-test can't be run" + advice);
}

TEST_CASE("an answer that is none is told without repeating it", "[credentials]") {
  for (auto body :
       {"echo s3cret", "true", "echo '[]'", R"(echo '{"Username": "s3cret"}')", R"(echo '{"Secret": "s3cret"}')",
        R"(echo '{"Username": 7, "Secret": "s3cret"}')", R"(echo '{"Username": "a", "Secret": "s3cret"')",
        R"(printf '{"Username": "a", "Secret": "\377s3cret"}')"}) {
    INFO(body);
    auto failed = failure(body);
    CHECK(failed.kind == ErrorKind::protocol);
    CHECK(failed.text ==
          "docker-credential-test answered something else than an object with Username and Secret" + advice);
  }
}

TEST_CASE("a program that answers without end, or never, is stopped", "[credentials]") {
  auto flood = failure("while :; do echo s3cret; done");
  CHECK(flood.kind == ErrorKind::limit);
  CHECK(flood.text == "docker-credential-test wrote more than 64 KiB" + advice);
  auto large = failure("head -c 10000000 /dev/zero | tr '\\0' x");
  CHECK(large.kind == ErrorKind::limit);
  auto hangs = failure("echo s3cret; exec sleep 60", std::chrono::milliseconds(200));
  CHECK(hangs.kind == ErrorKind::timeout);
  CHECK(hangs.text == "docker-credential-test did not end within 200ms" + advice);
  auto stubborn = failure("trap '' TERM; sleep 60 & wait; sleep 60", std::chrono::milliseconds(200));
  CHECK(stubborn.kind == ErrorKind::timeout);
}

TEST_CASE("without a PATH of our own, programs are where every system has them", "[credentials]") {
  std::string before = std::getenv("PATH");
  CHECK(ProgramSettings().search_path == before);
  ::unsetenv("PATH");
  CHECK(ProgramSettings().search_path == "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  ::setenv("PATH", before.c_str(), 1);
}

TEST_CASE("a program is looked for in the folders of a search path, in order", "[credentials]") {
  test::TempFolder folder;
  for (auto name : {"a/x", "b/x", "b/y", "c/y/z"}) folder.write(name, "#!/bin/sh\n");
  ::chmod(folder.path("b/x").c_str(), 0755);
  ::chmod(folder.path("b/y").c_str(), 0755);
  auto search = folder.path("a") + ":" + folder.path("c") + "::b:" + folder.path("b");
  CHECK(find_program("x", search) == folder.path("b/x"));
  CHECK(find_program("y", search) == folder.path("b/y"));
  CHECK(find_program("z", search).empty());
  CHECK(find_program("x", "").empty());
}
