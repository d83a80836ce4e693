#include "systemd/unit_watch.h"

#include <sys/socket.h>

#include "loop/tasks.h"
#include "loop/wakeup.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;

namespace {

std::unique_ptr<bus::Connection> open(const Executor& executor, int fd, bool is_server) {
  sd_bus* raw = nullptr;
  REQUIRE(sd_bus_new(&raw) >= 0);
  bus::BusPtr owned(raw);
  sd_id128_t id{};
  sd_id128_randomize(&id);
  REQUIRE(sd_bus_set_fd(raw, fd, fd) >= 0);
  if (is_server) REQUIRE(sd_bus_set_server(raw, 1, id) >= 0);
  REQUIRE(sd_bus_set_anonymous(raw, 1) >= 0);
  REQUIRE(sd_bus_start(raw) >= 0);
  return std::make_unique<bus::Connection>(executor, std::move(owned));
}

// As systemd has them, with some that nobody asks for.
struct Properties {
  const char* active = "failed";
  std::uint32_t pid = 42;
  std::int32_t status = 3;
  std::uint64_t time = 1'700'000'000'000'000;
};

const sd_bus_vtable unit_vtable[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("ActiveState", "s", nullptr, offsetof(Properties, active), 0),
    SD_BUS_PROPERTY("StateChangeTimestamp", "t", nullptr, offsetof(Properties, time), 0),
    SD_BUS_PROPERTY("Unheard", "t", nullptr, offsetof(Properties, time), 0), SD_BUS_VTABLE_END};
const sd_bus_vtable service_vtable[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_PROPERTY("MainPID", "u", nullptr, offsetof(Properties, pid), 0),
    SD_BUS_PROPERTY("ExecMainStatus", "i", nullptr, offsetof(Properties, status), 0), SD_BUS_VTABLE_END};

Task<> pump(bus::Connection& connection) {
  co_await connection.run();
}

Task<> looked(Executor executor) {
  int fds[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
  auto server = open(executor, fds[0], true), client = open(executor, fds[1], false);
  Properties properties;
  constexpr auto path = "/org/freedesktop/systemd1/unit/a_2db_2eservice";
  sd_bus_add_object_vtable(server->get(), nullptr, path, "org.freedesktop.systemd1.Unit", unit_vtable, &properties);
  sd_bus_add_object_vtable(server->get(), nullptr, path, "org.freedesktop.systemd1.Service", service_vtable,
                           &properties);
  Tasks tasks(executor);
  tasks.start("server", pump(*server));
  tasks.start("client", pump(*client));
  systemd::Jobs jobs(*client);
  systemd::UnitWatch watch(*client, jobs);
  auto unit = co_await watch.look("a-b.service");
  REQUIRE(unit.has_value());
  CHECK(unit->active_state == "failed");
  CHECK(unit->main_pid == 42);
  CHECK(unit->exit_status == 3);
  CHECK(unit->state_change[0] == properties.time);
  CHECK(unit->state_change[1] == 0);
  tasks.cancel_all();
  co_await sleep(std::chrono::milliseconds(5));
}

}  // namespace

TEST_CASE("a unit's properties are read at once, whichever interface has them", "[systemd]") {
  test::on_loop([](Executor executor) { return looked(executor); });
}
