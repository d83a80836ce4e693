#include "systemd/unit_object.h"

#include "systemd/bus_names.h"

namespace berth::systemd {

Task<Result<std::string>> find_unit(bus::Connection& connection, std::string unit) {
  bus::Target target = manager_target();
  auto request = bus::new_call(connection, target, "GetUnit");
  if (!request) co_return request.error();
  sd_bus_message_append(request->get(), "s", unit.c_str());
  auto reply = co_await bus::call(connection, std::move(*request), std::chrono::seconds(25));
  if (!reply && reply.error().kind == ErrorKind::not_found) co_return std::string();
  if (!reply) co_return reply.error().during(unit);
  const char* path = nullptr;
  sd_bus_message_read(reply->get(), "o", &path);
  co_return std::string(path != nullptr ? path : "");
}

Task<std::uint64_t> time_property(bus::Connection& connection, std::string object, const char* interface,
                                  std::string property) {
  bus::Target target{bus_name, object, interface};
  auto found = co_await bus::get_property(connection, target, property, "t");
  std::uint64_t usec = 0;
  if (found) sd_bus_message_read(found->get(), "t", &usec);
  co_return usec;
}

}  // namespace berth::systemd
