// MESSAGE_ID of the kinds of records that Berth writes about a service: fixed for ever, so that people can filter by
// them (journalctl MESSAGE_ID=…) and a catalog can explain them.
#pragma once

#include <string_view>

namespace berth::logs::message_id {

constexpr std::string_view service_failed = "7d0bbc359e864165bdaf8a13c4141889";
constexpr std::string_view image_stale = "78252a9937844c59962787b937bd9a92";
constexpr std::string_view container_exited = "cd3dfdf1aefc4a2f822834ca61fc87f5";
constexpr std::string_view gap = "6ccfc88d65144b8d832ff6a0e370e0b4";
constexpr std::string_view suppressed = "20628983fcb846a3989e41d7f12d871c";

}  // namespace berth::logs::message_id
