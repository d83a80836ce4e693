#include "supervise/change_watch.h"

#include "service/hold_words.h"
#include "supervise/workshop.h"

using namespace berth;
using namespace berth::supervise;
using namespace berth::test;
using namespace std::chrono_literals;

namespace {

// A service that runs, and is watched.
struct Harbour {
  explicit Harbour(Executor executor)
      : shop(executor),
        watch(
            shop.shared, {shop.folder.path("services")}, [this](const std::string&) { return runner; },
            [this] {
              ++descriptors_changed;
              watch.watch_descriptors();
              shop.catalogue.refresh([](const std::string&) { return true; });
              if (runner) runner->descriptor_changed();
            }) {
    shop.shared.changed = [this](const std::string& service) {
      if (runner && service == "web") watch.note(service);
    };
    shop.docker.on("GET /images/*/json").reply(200, cached_image);
    shop.docker.on("POST /containers/create").reply(201, R"({"Id":"c1"})");
    shop.docker.on("POST /containers/*/attach").upgrade("").hang();
    shop.docker.on("POST /containers/*/start").reply(204);
    shop.docker.on("GET /containers/*/json").reply(200, inspected(test::running));
    shop.docker.on("GET /containers/json").reply(200, "[]");
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
    holder = std::make_shared<HolderLink>(executor, UniqueFd(fds[0]), 1);
    systemd.reset(fds[1]);
    watch.begin();
  }

  Task<> start(std::string descriptor) {
    shop.folder.write("root/web/web.conf", "one");
    shop.folder.write("root/web/web.env", "A=1");
    shop.describe("web", descriptor);
    runner = std::make_shared<Runner>(shop.shared, "web");
    runner->holder_came(holder, hold::word::start);
    for (int i = 0; i < 1000 && runner->status().sub_state != "running"; ++i) co_await sleep(2ms);
    REQUIRE(runner->status().sub_state == "running");
    co_await sleep(350ms);
  }

  Task<bool> shows(bool restart, bool reload) {
    auto is_so = [&] { return status().needs_restart == restart && status().needs_reload == reload; };
    for (int i = 0; i < 300 && !is_so(); ++i) co_await sleep(10ms);
    co_return is_so();
  }
  const Status& status() const { return runner->status(); }

  Task<> close() {
    runner.reset();
    co_await shop.close();
  }

  Workshop shop;
  std::shared_ptr<Runner> runner;
  HolderPtr holder;
  UniqueFd systemd;
  int descriptors_changed = 0;
  ChangeWatch watch;
};

const std::string descriptor =
    "{Container: {Image: img, Pull: never, EnvironmentFile: web.env, Config: 'web.conf:/web.conf', ReloadSignal: HUP}}";

Task<> flags(Executor executor) {
  Harbour harbour(executor);
  co_await harbour.start(descriptor);
  auto& folder = harbour.shop.folder;
  folder.write("root/web/web.conf", "two");
  auto is_so = co_await harbour.shows(false, true);
  CHECK(is_so);
  CHECK(harbour.status().changes == "changed since the start: " + folder.path("root/web/web.conf"));
  folder.write("root/web/web.conf", "one");
  is_so = co_await harbour.shows(false, false);
  CHECK(is_so);
  folder.write("root/web/web.env", "A=2");
  is_so = co_await harbour.shows(true, false);
  CHECK(is_so);
  CHECK(harbour.status().changes == "changed since the start: the environment");
  folder.write("root/web/web.env", "A=1");
  harbour.watch.look_at_all();  // at once
  CHECK_FALSE(harbour.status().needs_restart);
  co_await harbour.close();
}

Task<> of_descriptors(Executor executor) {
  Harbour harbour(executor);
  co_await harbour.start(descriptor);
  auto before = harbour.descriptors_changed;
  std::filesystem::create_directory(harbour.shop.folder.path("services/web.yaml.d"));
  co_await sleep(50ms);
  harbour.shop.folder.write("services/web.yaml.d/1.yaml", "{Container: {Memory: 64M}}");
  auto is_so = co_await harbour.shows(true, false);
  CHECK(is_so);
  CHECK(harbour.descriptors_changed > before);
  harbour.shop.folder.write("services/web.yaml.d/1.yaml", "{Container: {Memory: sixty}}");
  is_so = co_await harbour.shows(false, false);
  CHECK(is_so);
  CHECK(harbour.status().load_state == "error");
  co_await harbour.close();
}

Task<> reloads(Executor executor) {
  Harbour harbour(executor);
  co_await harbour.start(descriptor);
  harbour.shop.folder.write("root/web/web.conf", "two");
  auto is_so = co_await harbour.shows(false, true);
  CHECK(is_so);
  harbour.shop.docker.on("POST /containers/*/kill").reply(204);
  co_await Runner::reload(harbour.runner, harbour.holder);
  CHECK_FALSE(harbour.status().needs_reload);
  co_await harbour.close();
}

// What a daemon before this one has written down counts for a container that it knows.
Task<> next_daemon(Executor executor) {
  Harbour harbour(executor);
  co_await harbour.start(descriptor);
  auto recorded = record_from_json(to_json(harbour.shop.ledger.of("web")));
  REQUIRE(recorded->baseline);
  CHECK(recorded->baseline->container_id == "c1");
  CHECK(recorded->baseline == harbour.shop.ledger.of("web").baseline);
  co_await harbour.close();
}

}  // namespace

TEST_CASE("what a service was started with is told when it changes, and no more when it is taken back", "[supervise]") {
  test::on_loop(flags);
}
TEST_CASE("drop-ins are seen, and one that is wrong is no change of what runs", "[supervise]") {
  test::on_loop(of_descriptors);
}
TEST_CASE("a reload takes what it is for", "[supervise]") {
  test::on_loop(reloads);
}
TEST_CASE("what a container was started with is written down", "[supervise]") {
  test::on_loop(next_daemon);
}
