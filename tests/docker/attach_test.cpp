#include "docker/attach.h"

#include "docker/demux.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

TEST_CASE("an attached container's first frame is still in the socket", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/attach").upgrade(std::string("\x02\0\0\0\0\0\0\x04oops", 12));
    docker::Engine engine(executor, server.socket_path());
    auto output = co_await docker::attach(engine, "web");
    REQUIRE(output.has_value());
    char bytes[64];
    auto got = ::read(output->get(), bytes, sizeof bytes);
    REQUIRE(got == 12);
    std::string err;
    docker::Demux demux;
    auto reader = [&err](docker::Stream stream, std::string_view part) {
      if (stream == docker::Stream::err) err += part;
    };
    CHECK(demux.give({bytes, 12}, reader).has_value());
    CHECK(err == "oops");
    CHECK(server.lines().at(0) == "POST /containers/web/attach?stream=1&stdout=1&stderr=1");
  });
}

TEST_CASE("a container that is not there cannot be attached to", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/attach").reply(404, R"({"message":"No such container: web"})");
    docker::Engine engine(executor, server.socket_path());
    auto output = co_await docker::attach(engine, "web");
    REQUIRE(output.has_error());
    CHECK(output.error().kind == ErrorKind::not_found);
    CHECK(output.error().text == "No such container: web");
  });
}
