#include "docker/exec.h"

#include <unistd.h>

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

docker::Execution probe(Duration limit) {
  return {{"/bin/sh", "-c", "true"}, "", limit};
}

}  // namespace

TEST_CASE("a command in a container ends with its status", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/exec").reply(201, R"({"Id":"e1"})");
    server.on("POST /exec/*/start").until_eof(std::string("\1\0\0\0\0\0\0\4some\2\0\0\0\0\0\0\6 words", 26));
    server.on("GET /exec/*/json").reply(200, R"({"ExitCode":7,"Running":false})");
    docker::Engine engine(executor, server.socket_path());
    auto executed = co_await docker::run_in_container(engine, "c1", probe(1s));
    REQUIRE(executed.has_value());
    CHECK(executed->status == 7);
    CHECK(executed->output == "some words");
    CHECK(server.requests().at(0).body == R"({"AttachStdout":true,"AttachStderr":true,"Cmd":["/bin/sh","-c","true"]})");
    CHECK(server.requests().at(1).body == R"({"Detach":false,"Tty":false})");
  });
}

TEST_CASE("a command that hangs ends with a time-out, one in a stopped container with a conflict", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/exec").reply(201, R"({"Id":"e1"})");
    server.on("POST /containers/*/exec").reply(409, R"({"message":"container is not running"})");
    server.on("POST /exec/*/start").raw("HTTP/1.1 200 OK\r\n\r\n").hang();
    server.on("GET /exec/*/json")
        .reply(200, fmt::format(R"({{"Running":true,"Pid":{},"ContainerID":"c1"}})", ::getpid()));
    docker::Engine engine(executor, server.socket_path());
    auto hangs = co_await docker::run_in_container(engine, "c1", probe(20ms));
    REQUIRE(hangs.has_error());
    CHECK(hangs.error().kind == ErrorKind::timeout);
    CHECK_THAT(hangs.error().text, ContainsSubstring("it did not end in time, and could not be killed: process "));
    auto stopped = co_await docker::run_in_container(engine, "c1", probe(20ms));
    REQUIRE(stopped.has_error());
    CHECK(stopped.error().kind == ErrorKind::conflict);
  });
}

TEST_CASE("of what a command prints the end is kept, and its folder is passed on", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/exec").reply(201, R"({"Id":"e1"})");
    server.on("POST /exec/*/start").until_eof(std::string("\1\0\0\0\0\0\xc3\x50", 8) + std::string(49'999, 'x') + "y");
    server.on("GET /exec/*/json").reply(200, R"({"ExitCode":0})");
    docker::Engine engine(executor, server.socket_path());
    docker::Execution reload{{"caddy", "reload"}, "/etc/caddy", 1s};
    auto executed = co_await docker::run_in_container(engine, "c1", reload);
    REQUIRE(executed.has_value());
    CHECK(executed->output.size() == docker::Executed::most_output);
    CHECK(executed->output.ends_with("xy"));
    CHECK(server.requests().at(0).body ==
          R"({"AttachStdout":true,"AttachStderr":true,"Cmd":["caddy","reload"],"WorkingDir":"/etc/caddy"})");
  });
}
