#include "docker/images.h"

#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;

TEST_CASE("an image is inspected, tagged and removed by plain requests", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /images/registry%3A5000/web%3A1/json").reply(200, R"({"Id":"sha256:1","RepoTags":["web:1"],
      "RepoDigests":["web@sha256:2"],"Created":"2024-01-01T00:00:00Z","Config":{"Env":["A=1"],"User":"app"},
      "Os":"linux","Architecture":"amd64","Size":12345678901})");
    server.on("POST /images/*/tag").reply(201);
    server.on("DELETE /images/*").reply(409, R"({"message":"image is being used"})");
    docker::Engine engine(executor, server.socket_path());
    auto image = co_await docker::inspect_image(engine, "registry:5000/web:1");
    REQUIRE(image.has_value());
    CHECK(image->id == "sha256:1");
    CHECK(image->repo_tags == std::vector<std::string>{"web:1"});
    CHECK(image->environment == std::vector<std::string>{"A=1"});
    CHECK(image->user == "app");
    CHECK(image->size == 12345678901);
    auto tagged = co_await docker::tag_image(engine, "sha256:1", "web:last-good");
    CHECK(tagged.has_value());
    CHECK(server.lines().at(1) == "POST /images/sha256%3A1/tag?repo=web&tag=last-good");
    auto removed = co_await docker::remove_image(engine, "web");
    REQUIRE(removed.has_error());
    CHECK(removed.error().kind == ErrorKind::conflict);
  });
}
