// Members of supervise::Status as D-Bus properties: the type says the signature, nothing is written twice.
#pragma once

#include <systemd/sd-bus.h>

#include <string>

#include "supervise/status.h"

namespace berth::control {

using supervise::Moment;
using supervise::PullStatus;
using supervise::Status;

inline int append(sd_bus_message* reply, const std::string& value) {
  return sd_bus_message_append_basic(reply, 's', value.c_str());
}
inline int append(sd_bus_message* reply, bool value) {
  int wide = value ? 1 : 0;
  return sd_bus_message_append_basic(reply, 'b', &wide);
}
inline int append(sd_bus_message* reply, std::uint32_t value) {
  return sd_bus_message_append_basic(reply, 'u', &value);
}
inline int append(sd_bus_message* reply, std::int32_t value) {
  return sd_bus_message_append_basic(reply, 'i', &value);
}
inline int append(sd_bus_message* reply, std::uint64_t value) {
  return sd_bus_message_append_basic(reply, 't', &value);
}

// One member of the pull under way.
template <auto Member>
int get_pull(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void* userdata, sd_bus_error*) {
  return append(reply, static_cast<const Status*>(userdata)->pull.*Member);
}

// The getters of a vtable whose userdata is a Status.
template <auto Member>
int get(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void* userdata, sd_bus_error*) {
  return append(reply, static_cast<const Status*>(userdata)->*Member);
}
template <auto Member, auto Clock>
int get_moment(sd_bus*, const char*, const char*, const char*, sd_bus_message* reply, void* userdata, sd_bus_error*) {
  return append(reply, static_cast<const Status*>(userdata)->*Member.*Clock);
}

}  // namespace berth::control
