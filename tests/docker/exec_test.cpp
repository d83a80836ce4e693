#include "docker/exec.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

const std::vector<std::string> probe{"/bin/sh", "-c", "true"};

}  // namespace

TEST_CASE("a command in a container ends with its status", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/exec").reply(201, R"({"Id":"e1"})");
    server.on("POST /exec/*/start").until_eof("some output");
    server.on("GET /exec/*/json").reply(200, R"({"ExitCode":7,"Running":false})");
    docker::Engine engine(executor, server.socket_path());
    auto status = co_await docker::run_in_container(engine, "c1", probe, 1s);
    REQUIRE(status.has_value());
    CHECK(*status == 7);
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
    docker::Engine engine(executor, server.socket_path());
    auto hangs = co_await docker::run_in_container(engine, "c1", probe, 20ms);
    REQUIRE(hangs.has_error());
    CHECK(hangs.error().kind == ErrorKind::timeout);
    auto stopped = co_await docker::run_in_container(engine, "c1", probe, 20ms);
    REQUIRE(stopped.has_error());
    CHECK(stopped.error().kind == ErrorKind::conflict);
  });
}
