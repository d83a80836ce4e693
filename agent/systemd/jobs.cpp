#include "systemd/jobs.h"

#include "bus/signal.h"
#include "systemd/bus_names.h"

namespace berth::systemd {

namespace {

constexpr Duration limit = std::chrono::seconds(25);

}  // namespace

// systemd sends signals only while somebody wants them, and counts a connection once, however many wait on it.
class Jobs::Subscription {
 public:
  explicit Subscription(Jobs& jobs) : jobs_(jobs) { jobs_.subscribe(); }
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;
  ~Subscription() {
    if (--jobs_.subscribers_ == 0) jobs_.tell("Unsubscribe");
  }

 private:
  Jobs& jobs_;
};

void Jobs::subscribe() {
  if (subscribers_++ == 0) tell("Subscribe");
}

void Jobs::tell(const char* method) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, method);
  if (!request) return;
  sd_bus_message_set_expect_reply(request->get(), 0);
  sd_bus_send(connection_.get(), request->get(), nullptr);
  connection_.kick();
}

Task<Result<Job>> Jobs::job_of(std::string unit) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, "ListUnitsByNames");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "as", 1, unit.c_str());
  auto reply = co_await bus::call(connection_, std::move(*request), limit);
  if (!reply) co_return reply.error().during(unit);
  Job job;
  sd_bus_message_enter_container(reply->get(), 'a', "(ssssssouso)");
  const char *text = nullptr, *type = nullptr, *path = nullptr;
  int r = sd_bus_message_read(reply->get(), "(ssssssouso)", &text, &text, &text, &text, &text, &text, &path, &job.id,
                              &type, &path);
  if (r < 0) co_return bus::from_return(r, unit);
  if (r > 0) job.type = type;
  co_return job;
}

Task<Result<void>> Jobs::until_gone(std::uint32_t id) {
  Wakeup gone(connection_.executor());
  Subscription subscription(*this);
  std::string rule =
      "type='signal',sender='org.freedesktop.systemd1',interface='org.freedesktop.systemd1.Manager',"
      "member='JobRemoved'";
  std::function<void(sd_bus_message*)> heard = [&gone, id](sd_bus_message* message) {
    std::uint32_t removed = 0;
    if (sd_bus_message_read(message, "u", &removed) >= 0 && removed == id) gone.notify();
  };
  bus::Signal signal(connection_, rule, heard);
  auto armed = co_await signal.armed();
  if (!armed) co_return armed.error();
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, "GetJob");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "u", id);
  auto there = co_await bus::call(connection_, std::move(*request), limit);
  if (there) co_await gone.wait();
  co_return Result<void>();
}

Task<Result<void>> Jobs::cancel(std::uint32_t id) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, "CancelJob");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "u", id);
  auto reply = co_await bus::call(connection_, std::move(*request), limit);
  Result<void> done;
  if (!reply) done = reply.error().during("call the restart off");
  co_return done;
}

Task<Result<void>> Jobs::start(std::string unit) {
  return order("StartUnit", std::move(unit), "replace");
}

// Both go out together. Not in place of a stop that somebody has ordered since.
Task<Result<void>> Jobs::replace_by_start(std::uint32_t id, std::string unit) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, "CancelJob");
  if (request) {
    sd_bus_message_append(request->get(), "u", id);
    sd_bus_message_set_expect_reply(request->get(), 0);
    sd_bus_send(connection_.get(), request->get(), nullptr);
  }
  return order("StartUnit", std::move(unit), "fail");
}

Task<Result<void>> Jobs::stop(std::string unit) {
  return order("StopUnit", std::move(unit), "replace");
}

Task<Result<void>> Jobs::restart(std::string unit) {
  return order("RestartUnit", std::move(unit), "replace");
}

Task<Result<void>> Jobs::try_restart(std::string unit) {
  return order("TryRestartUnit", std::move(unit), "fail");
}

Task<Result<void>> Jobs::reload(std::string unit) {
  return order("ReloadUnit", std::move(unit), "fail");
}

Task<Result<void>> Jobs::reset_failed(std::string unit) {
  return order("ResetFailedUnit", std::move(unit), "");
}

Task<Result<void>> Jobs::order(std::string method, std::string unit, std::string mode) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection_, target, method.c_str());
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "s", unit.c_str());
  if (!mode.empty()) sd_bus_message_append(request->get(), "s", mode.c_str());
  auto reply = co_await bus::call(connection_, std::move(*request), limit);
  Result<void> done;
  if (!reply) done = reply.error().during(method + " " + unit);
  co_return done;
}

}  // namespace berth::systemd
