#include "docker/containers.h"

#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/fake_docker.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

TEST_CASE("a container is created, started, stopped, killed and removed by plain requests", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/create").reply(201, R"({"Id":"abc","Warnings":null})");
    server.on("POST /containers/*/start").reply(204);
    server.on("POST /containers/*/stop").reply(304);
    server.on("POST /containers/*/kill").reply(204);
    server.on("DELETE /containers/*").reply(204);
    docker::Engine engine(executor, server.socket_path());
    std::string body = R"({"Image":"nginx"})";
    auto made = co_await docker::create_container(engine, "web", body);
    REQUIRE(made.has_value());
    CHECK(made->id == "abc");
    CHECK(made->warnings.empty());
    auto started = co_await docker::start_container(engine, "abc");
    CHECK(started.has_value());
    auto stopped = co_await docker::stop_container(engine, "abc", 20s);
    CHECK(stopped.has_value());
    auto killed = co_await docker::kill_container(engine, "abc", "SIGUSR1");
    CHECK(killed.has_value());
    auto removed = co_await docker::remove_container(engine, "a/../b", true);
    CHECK(removed.has_value());
    CHECK(server.lines() == std::vector<std::string>{"POST /containers/create?name=web", "POST /containers/abc/start",
                                                     "POST /containers/abc/stop",
                                                     "POST /containers/abc/kill?signal=SIGUSR1",
                                                     "DELETE /containers/a%2F..%2Fb?v=1&force=1"});
    CHECK(server.requests().at(0).body == R"({"Image":"nginx"})");
  });
}

TEST_CASE("a taken name is a conflict, and no environment value gets into an error", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/create").reply(409, R"({"message":"Conflict. The container name \"/web\" is in use"})");
    server.on("POST /containers/create").reply(400, R"({"message":"invalid variable: TOKEN=hunter2 and hunter2"})");
    docker::Engine engine(executor, server.socket_path());
    std::string body = R"({"Env":["TOKEN=hunter2","A=1"]})";
    auto taken = co_await docker::create_container(engine, "web", body);
    REQUIRE(taken.has_error());
    CHECK(taken.error().kind == ErrorKind::conflict);
    CHECK(taken.error().text == "Conflict. The container name \"/web\" is in use");
    auto refused = co_await docker::create_container(engine, "web", body);
    REQUIRE(refused.has_error());
    CHECK(refused.error().text == "invalid variable: TOKEN=*** and ***");
  });
}

TEST_CASE("what the engine warns of is told in one line each, without a value of the environment", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/create")
        .reply(201, R"({"Id":"abc","Warnings":["no swap limit\n", 7, "TOKEN=hunter2 \u001b[31m"]})");
    std::string many = R"({"Id":"abc","Warnings":["w")";
    for (int i = 0; i < 100; ++i) many += ",\"" + std::string(1000, 'w') + "\"";
    server.on("POST /containers/create").reply(201, many + "]}");
    docker::Engine engine(executor, server.socket_path());
    std::string body = R"({"Env":["TOKEN=hunter2"]})";
    auto made = co_await docker::create_container(engine, "web", body);
    REQUIRE(made.has_value());
    REQUIRE(made->warnings.size() == 2);
    for (const auto& text : made->warnings) CHECK(text.find_first_of("\n\x1b") == std::string::npos);
    CHECK(made->warnings[0].starts_with("no swap limit"));
    CHECK(made->warnings[1].starts_with("TOKEN=*** "));
    auto talkative = co_await docker::create_container(engine, "web", body);
    REQUIRE(talkative.has_value());
    CHECK(talkative->warnings.size() == 16);
    CHECK(talkative->warnings.back().size() < 400);
  });
}

TEST_CASE("an inspected container is read in full", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /containers/*/json").reply(200, R"({"Id":"abc","Name":"/web","Image":"sha256:12",
      "Config":{"Image":"nginx:1","Labels":{"a":"1"}},
      "State":{"Status":"exited","Running":false,"Pid":0,"ExitCode":137,"OOMKilled":true,"Error":"",
               "StartedAt":"2024-01-01T00:00:00Z","FinishedAt":"2024-01-02T00:00:00Z","Health":{"Status":"unhealthy"}}})");
    server.on("GET /containers/*/json")
        .reply(200, R"({"Id":"abc","Config":{"Labels":null},"State":{"Running":true,"Pid":7}})");
    server.on("GET /containers/*/json").reply(200, "{}");
    docker::Engine engine(executor, server.socket_path());
    auto web = co_await docker::inspect_container(engine, "web");
    REQUIRE(web.has_value());
    CHECK(web->name == "web");
    CHECK(web->image_id == "sha256:12");
    CHECK(web->image == "nginx:1");
    CHECK(web->labels.at("a") == "1");
    CHECK(web->status == "exited");
    CHECK(web->exit_code == 137);
    CHECK(web->oom_killed);
    CHECK(web->finished_at == "2024-01-02T00:00:00Z");
    CHECK(web->health == docker::Health::unhealthy);
    auto bare = co_await docker::inspect_container(engine, "web");
    REQUIRE(bare.has_value());
    CHECK(bare->running);
    CHECK(bare->pid == 7);
    CHECK(bare->health == docker::Health::none);
    auto empty = co_await docker::inspect_container(engine, "web");
    REQUIRE(empty.has_error());
    CHECK(empty.error().kind == ErrorKind::protocol);
    auto gone = co_await docker::start_container(engine, "gone");
    REQUIRE(gone.has_error());
    CHECK(gone.error().kind == ErrorKind::not_found);
  });
}

TEST_CASE("containers are listed by label, stopped ones too, never with their sizes", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("GET /containers/json").reply(200, R"([{"Id":"a","Names":["/web"],"Image":"nginx","ImageID":"sha256:1",
      "Labels":{"berth":"web"},"State":"running"},{"Id":"b","Names":null,"Labels":{},"State":"exited"}])");
    docker::Engine engine(executor, server.socket_path());
    auto listed = co_await docker::list_containers(engine, "berth=web");
    REQUIRE(listed.has_value());
    REQUIRE(listed->size() == 2);
    CHECK(listed->at(0).name == "web");
    CHECK(listed->at(0).running);
    CHECK(listed->at(1).status == "exited");
    CHECK(server.lines().at(0) == "GET /containers/json?all=1&filters=%7B%22label%22%3A%5B%22berth%3Dweb%22%5D%7D");
  });
}

TEST_CASE("a wait is armed before the exit and gives its code", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/wait").chunks({}).hang();
    docker::Engine engine(executor, server.socket_path());
    std::function<void()> exit = [&server] {
      server.push("POST /containers/*/wait", "{\"StatusCode\":3,\"Error\":null}\n");
      server.finish("POST /containers/*/wait");
    };
    auto code = co_await docker::wait_container(engine, "web", docker::WaitFor::next_exit, exit);
    REQUIRE(code.has_value());
    CHECK(*code == 3);
    CHECK(server.lines().at(0) == "POST /containers/web/wait?condition=next-exit");
  });
}

TEST_CASE("a wait that the engine fails, or breaks off, is an error", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/wait").chunks({R"({"StatusCode":-1,"Error":{"Message":"lost it"}})"});
    server.on("POST /containers/*/wait").chunks({});
    docker::Engine engine(executor, server.socket_path());
    auto failed = co_await docker::wait_container(engine, "web", docker::WaitFor::removed);
    REQUIRE(failed.has_error());
    CHECK(failed.error().text == "lost it");
    auto empty = co_await docker::wait_container(engine, "web", docker::WaitFor::removed);
    REQUIRE(empty.has_error());
    CHECK(empty.error().kind == ErrorKind::protocol);
  });
}

namespace {

Task<> wait_and_tell(docker::Engine& engine, std::optional<ErrorKind>& told) {
  auto code = co_await docker::wait_container(engine, "web", docker::WaitFor::not_running);
  if (!code) told = code.error().kind;
}

}  // namespace

TEST_CASE("a wait that is cancelled closes its connection", "[docker]") {
  test::on_loop([](Executor executor) -> Task<> {
    test::FakeDocker server(executor);
    server.on("POST /containers/*/wait").chunks({}).hang();
    docker::Engine engine(executor, server.socket_path());
    std::optional<ErrorKind> told;
    Tasks tasks(executor);
    auto id = tasks.start("wait", wait_and_tell(engine, told));
    co_await sleep(20ms);
    CHECK(server.connections() == 1);
    tasks.cancel(id);
    co_await sleep(20ms);
    CHECK(told == ErrorKind::cancelled);
    CHECK(tasks.empty());
    CHECK(server.connections() == 0);
  });
}
