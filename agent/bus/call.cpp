#include "bus/call.h"

#include <boost/asio/this_coro.hpp>

#include "base/text.h"

namespace berth::bus {

namespace {

struct Pending {
  explicit Pending(const Executor& executor) : done(executor) {}
  Wakeup done;
  MessagePtr reply;
};

int on_reply(sd_bus_message* message, void* userdata, sd_bus_error*) noexcept {
  auto* pending = static_cast<Pending*>(userdata);
  pending->reply.reset(sd_bus_message_ref(message));
  pending->done.notify();
  return 1;
}

ErrorKind kind_of(std::string_view name) {
  if (name == SD_BUS_ERROR_ACCESS_DENIED || name == SD_BUS_ERROR_INTERACTIVE_AUTHORIZATION_REQUIRED)
    return ErrorKind::denied;
  if (name == SD_BUS_ERROR_NO_REPLY || name == SD_BUS_ERROR_TIMEOUT) return ErrorKind::timeout;
  if (name == SD_BUS_ERROR_SERVICE_UNKNOWN || name == SD_BUS_ERROR_NAME_HAS_NO_OWNER ||
      name == SD_BUS_ERROR_DISCONNECTED)
    return ErrorKind::unreachable;
  if (name == "org.freedesktop.systemd1.NoSuchUnit" || name == SD_BUS_ERROR_UNKNOWN_OBJECT) return ErrorKind::not_found;
  return ErrorKind::remote;
}

Error error_of(sd_bus_message* reply) {
  const sd_bus_error* error = sd_bus_message_get_error(reply);
  std::string_view text = error->message != nullptr ? error->message : error->name;
  return {kind_of(error->name), text::printable(text)};
}

}  // namespace

Result<MessagePtr> new_call(Connection& connection, const Target& target, const char* method) {
  sd_bus_message* message = nullptr;
  int r = sd_bus_message_new_method_call(connection.get(), &message, target.service, target.path.c_str(),
                                         target.interface, method);
  if (r < 0) return from_return(r, method);
  return MessagePtr(message);
}

Task<Result<MessagePtr>> call(Connection& connection, MessagePtr request, Duration limit) {
  Pending pending(co_await boost::asio::this_coro::executor);
  sd_bus_slot* raw = nullptr;
  int r = sd_bus_call_async(connection.get(), &raw, request.get(), on_reply, &pending,
                            static_cast<std::uint64_t>(limit.count()));
  if (r < 0) co_return from_return(r, "D-Bus call");
  SlotPtr slot(raw);  // when this coroutine is cancelled, nobody writes into `pending` any more
  connection.kick();
  co_await pending.done.wait();
  if (sd_bus_message_is_method_error(pending.reply.get(), nullptr) > 0) co_return error_of(pending.reply.get());
  co_return std::move(pending.reply);
}

Task<Result<MessagePtr>> get_property(Connection& connection, Target target, std::string name, std::string signature) {
  Target properties{target.service, std::move(target.path), "org.freedesktop.DBus.Properties"};
  auto request = new_call(connection, properties, "Get");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "ss", target.interface, name.c_str());
  auto reply = co_await call(connection, std::move(*request), std::chrono::seconds(25));
  if (!reply) co_return reply.error().during(name);
  int r = sd_bus_message_enter_container(reply->get(), 'v', signature.c_str());
  if (r < 0) co_return from_return(r, name);
  co_return std::move(*reply);
}

}  // namespace berth::bus
