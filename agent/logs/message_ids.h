// MESSAGE_ID of the kinds of records that Berth writes about a service: fixed for ever, so that people can filter by
// them (journalctl MESSAGE_ID=…) and a catalog can explain them.
#pragma once

#include <string_view>

namespace berth::logs::message_id {

constexpr std::string_view service_failed = "7d0bbc359e864165bdaf8a13c4141889";
constexpr std::string_view image_stale = "78252a9937844c59962787b937bd9a92";
constexpr std::string_view container_exited = "cd3dfdf1aefc4a2f822834ca61fc87f5";
constexpr std::string_view image_quarantined = "90402d72511444beb86763ce59eff964";
constexpr std::string_view rolled_back = "be8a1f3c3ef44763acda4431c7bdbf4d";
constexpr std::string_view restart_refused = "594f014d1a3a4c55a772fe3554def8f2";
constexpr std::string_view container_killed = "1f427a8dd3324826bedbf4a3d7c7c0b8";
constexpr std::string_view container_unhealthy = "3a043ce082e7429e9d90714d3955bffc";
constexpr std::string_view fix_found = "d9df76f186c74c25b274321651a64c5a";
constexpr std::string_view orphan_found = "fcec02ca7e364178822474ab47bf13c4";
constexpr std::string_view orphan_removed = "3f7da1be8b3a41c7ae0a87a4061d3893";
constexpr std::string_view gap = "6ccfc88d65144b8d832ff6a0e370e0b4";
constexpr std::string_view suppressed = "20628983fcb846a3989e41d7f12d871c";

}  // namespace berth::logs::message_id
