// The labels by which Berth knows its own containers. Nothing secret is ever put into one.
#pragma once

namespace berth::supervise {

inline constexpr const char* service_label = "org.berth.service";        // the service's name
inline constexpr const char* descriptor_label = "org.berth.descriptor";  // the descriptor's path

}  // namespace berth::supervise
