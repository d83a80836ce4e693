#include "bus/connection.h"

#include <sys/socket.h>

#include <boost/asio/this_coro.hpp>

#include "bus/call.h"
#include "loop/tasks.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;
using namespace std::chrono_literals;

namespace {

// Two ends of one socket: no bus daemon, the same pump.
struct Pair {
  explicit Pair(const Executor& executor) {
    int fds[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) == 0);
    sd_id128_t id{};
    sd_id128_randomize(&id);
    server = open(executor, fds[0], &id);
    client = open(executor, fds[1], nullptr);
  }

  static std::unique_ptr<bus::Connection> open(const Executor& executor, int fd, const sd_id128_t* server_id) {
    sd_bus* raw = nullptr;
    REQUIRE(sd_bus_new(&raw) >= 0);
    bus::BusPtr owned(raw);
    REQUIRE(sd_bus_set_fd(raw, fd, fd) >= 0);
    if (server_id != nullptr) REQUIRE(sd_bus_set_server(raw, 1, *server_id) >= 0);
    REQUIRE(sd_bus_set_anonymous(raw, 1) >= 0);
    REQUIRE(sd_bus_start(raw) >= 0);
    return std::make_unique<bus::Connection>(executor, std::move(owned));
  }

  std::unique_ptr<bus::Connection> server, client;
};

struct Echo {
  std::size_t size = 0;
  static int handle(sd_bus_message* message, void* userdata, sd_bus_error*) {
    std::string text(static_cast<Echo*>(userdata)->size, 'x');
    return sd_bus_reply_method_return(message, "s", text.c_str());
  }
  static int never(sd_bus_message*, void*, sd_bus_error*) { return 1; }
};

const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0), SD_BUS_METHOD("Echo", "", "s", Echo::handle, SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_METHOD("Never", "", "s", Echo::never, SD_BUS_VTABLE_UNPRIVILEGED), SD_BUS_VTABLE_END};

Task<> pump(bus::Connection& connection) {
  co_await connection.run();
}

bus::Target echo() {
  return {nullptr, "/echo", "org.berth1.Echo"};
}

}  // namespace

TEST_CASE("a reply far larger than the socket's buffer arrives whole", "[bus]") {
  test::on_loop([](Executor executor) -> Task<> {
    Pair pair(executor);
    Echo served{40'000'000};
    sd_bus_add_object_vtable(pair.server->get(), nullptr, "/echo", "org.berth1.Echo", vtable, &served);
    Tasks tasks(executor);
    tasks.start("server", pump(*pair.server));
    tasks.start("client", pump(*pair.client));
    auto target = echo();
    auto request = bus::new_call(*pair.client, target, "Echo");
    auto reply = co_await bus::call(*pair.client, std::move(*request), 9s);
    REQUIRE(reply);
    const char* text = nullptr;
    sd_bus_message_read(reply->get(), "s", &text);
    CHECK(std::string_view(text).size() == served.size);
    tasks.cancel_all();
    co_await sleep(5ms);
  });
}

TEST_CASE("a call that is never answered ends at its limit, and other errors keep their kind", "[bus]") {
  test::on_loop([](Executor executor) -> Task<> {
    Pair pair(executor);
    Echo served;
    sd_bus_add_object_vtable(pair.server->get(), nullptr, "/echo", "org.berth1.Echo", vtable, &served);
    Tasks tasks(executor);
    tasks.start("server", pump(*pair.server));
    tasks.start("client", pump(*pair.client));
    auto target = echo();
    auto request = bus::new_call(*pair.client, target, "Never");
    auto reply = co_await bus::call(*pair.client, std::move(*request), 50ms);
    CHECK(reply.error().kind == ErrorKind::timeout);
    request = bus::new_call(*pair.client, target, "Absent");
    reply = co_await bus::call(*pair.client, std::move(*request), 5s);
    CHECK(reply.error().kind == ErrorKind::remote);
    tasks.cancel_all();
    co_await sleep(5ms);
  });
}

TEST_CASE("the pump ends with an error when the other side goes", "[bus]") {
  test::on_loop([](Executor executor) -> Task<> {
    Pair pair(executor);
    pair.server.reset();
    auto error = co_await pair.client->run();
    CHECK_FALSE(error.text.empty());
  });
}
