// Method calls on other programs, awaited: no call blocks the loop.
#pragma once

#include <string>
#include <string_view>

#include "bus/connection.h"

namespace berth::bus {

struct Target {
  const char* service;
  std::string path;
  const char* interface;
};

// A call without arguments yet; append with sd_bus_message_append.
Result<MessagePtr> new_call(Connection& connection, const Target& target, const char* method);

// The reply, or what the other side answered instead. `limit` is for the whole call.
Task<Result<MessagePtr>> call(Connection& connection, MessagePtr request, Duration limit);

// org.freedesktop.DBus.Properties.Get; the reply is entered into the variant, ready to be read as `signature`.
Task<Result<MessagePtr>> get_property(Connection& connection, Target target, std::string name, std::string signature);

}  // namespace berth::bus
