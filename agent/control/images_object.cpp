#include "control/images_object.h"

#include "base/text.h"
#include "bus/method.h"

namespace berth::control {

namespace {

constexpr auto path = "/org/berth1";
constexpr auto interface = "org.berth1.Images";
constexpr auto open = SD_BUS_VTABLE_UNPRIVILEGED;
// reference, digest, id; pulled, started, ready, ended (microseconds since 1970, 0: not yet); result, why
constexpr auto run_type = "(sssttttss)";

const sd_bus_vtable vtable[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD_WITH_ARGS("Pull", SD_BUS_ARGS("s", service), SD_BUS_RESULT("s", digest),
                            bus::method<&ImagesObject::pull>, 0),
    SD_BUS_METHOD_WITH_ARGS("Fetch", SD_BUS_ARGS("s", service), SD_BUS_RESULT("s", digest, "s", trouble),
                            bus::method<&ImagesObject::fetch>, 0),
    SD_BUS_METHOD_WITH_ARGS("RollBack", SD_BUS_ARGS("s", service, "s", digest), SD_BUS_RESULT("s", digest),
                            bus::method<&ImagesObject::roll_back>, 0),
    SD_BUS_METHOD_WITH_ARGS("Unquarantine", SD_BUS_ARGS("s", service, "s", digest), SD_BUS_RESULT("u", count),
                            bus::method<&ImagesObject::unquarantine>, 0),
    SD_BUS_METHOD_WITH_ARGS("GetHistory", SD_BUS_ARGS("s", service), SD_BUS_RESULT("a(sssttttss)", runs),
                            bus::method<&ImagesObject::get_history>, open),
    SD_BUS_VTABLE_END};

}  // namespace

ImagesObject::ImagesObject(Tasks& tasks, bus::Connection& connection, supervise::Manager& manager)
    : tasks_(tasks), connection_(connection), manager_(manager) {}

Result<void> ImagesObject::publish() {
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_add_object_vtable(connection_.get(), &slot, path, interface, vtable, this);
  if (r < 0) return bus::from_return(r, "publish what can be done with images");
  object_.reset(slot);
  return {};
}

ImagesObject::RunnerPtr ImagesObject::find(const char* service, sd_bus_error* error, int& result) const {
  auto runner = manager_.runner_of(service);
  if (!runner) {
    bool is_process = manager_.find(service) != nullptr;
    Error unknown{ErrorKind::not_found, fmt::format("there is no service {}", text::printable(service, 80))};
    if (is_process)
      unknown = {ErrorKind::conflict, fmt::format("{} is a program of the host (Process): it has no image", service)};
    result = bus::set_error(error, unknown);
  }
  return runner;
}

// What may take long is done meanwhile.
int ImagesObject::answer_later(sd_bus_message* message, sd_bus_error* error, Answer answer) {
  const char* service = nullptr;
  int r = sd_bus_message_read(message, "s", &service);
  if (r < 0) return r;
  auto runner = find(service, error, r);
  if (!runner) return r;
  std::shared_ptr<sd_bus_message> kept(sd_bus_message_ref(message), sd_bus_message_unref);
  tasks_.start(fmt::format("image of {}", service), (this->*answer)(std::move(runner), std::move(kept)));
  return 1;
}

Task<> ImagesObject::answer_pull(RunnerPtr runner, std::shared_ptr<sd_bus_message> message) {
  auto digest = co_await supervise::Runner::pull_ahead(runner);
  if (digest)
    sd_bus_reply_method_return(message.get(), "s", digest->c_str());
  else
    sd_bus_reply_method_errorf(message.get(), SD_BUS_ERROR_FAILED, "%s", digest.error().text.c_str());
  connection_.kick();
}

Task<> ImagesObject::answer_fetch(RunnerPtr runner, std::shared_ptr<sd_bus_message> message) {
  auto fetched = co_await supervise::Runner::fetch_for_start(runner);
  if (fetched)
    sd_bus_reply_method_return(message.get(), "ss", fetched->digest.c_str(), fetched->trouble.c_str());
  else
    sd_bus_reply_method_errorf(message.get(), SD_BUS_ERROR_FAILED, "%s", fetched.error().text.c_str());
  connection_.kick();
}

int ImagesObject::roll_back(sd_bus_message* message, sd_bus_error* error) {
  const char *service = nullptr, *digest = nullptr;
  int r = sd_bus_message_read(message, "ss", &service, &digest);
  if (r < 0) return r;
  auto runner = find(service, error, r);
  if (!runner) return r;
  auto target = runner->roll_back(digest);
  if (!target) return bus::set_error(error, target.error());
  return sd_bus_reply_method_return(message, "s", target->c_str());
}

int ImagesObject::unquarantine(sd_bus_message* message, sd_bus_error* error) {
  const char *service = nullptr, *digest = nullptr;
  int r = sd_bus_message_read(message, "ss", &service, &digest);
  if (r < 0) return r;
  auto runner = find(service, error, r);
  if (!runner) return r;
  return sd_bus_reply_method_return(message, "u", runner->unquarantine(digest));
}

int ImagesObject::get_history(sd_bus_message* message, sd_bus_error* error) {
  const char* service = nullptr;
  int r = sd_bus_message_read(message, "s", &service);
  if (r < 0) return r;
  bool is_known = manager_.find(service) != nullptr;
  if (!is_known) find(service, error, r);
  if (!is_known) return r;
  sd_bus_message* raw = nullptr;
  r = sd_bus_message_new_method_return(message, &raw);
  if (r < 0) return r;
  bus::MessagePtr reply(raw);
  r = sd_bus_message_open_container(raw, 'a', run_type);
  if (r < 0) return r;
  for (const auto& run : manager_.history_of(service)) {
    auto time = [](std::int64_t usec) { return static_cast<std::uint64_t>(usec); };
    r = sd_bus_message_append(raw, run_type, run.image.reference.c_str(), run.image.digest.c_str(),
                              run.image.id.c_str(), time(run.pulled), time(run.started), time(run.ready),
                              time(run.ended), run.result.c_str(), run.why.c_str());
    if (r < 0) return r;
  }
  r = sd_bus_message_close_container(raw);
  if (r < 0) return r;
  return sd_bus_send(nullptr, raw, nullptr);
}

}  // namespace berth::control
