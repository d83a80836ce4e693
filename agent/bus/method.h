// What stands between sd-bus' C callbacks and our methods: nothing thrown ever crosses it.
#pragma once

#include <exception>

#include "bus/handles.h"

namespace berth::bus {

// `Method` is a member function `int (T::*)(sd_bus_message*, sd_bus_error*)`; the vtable's userdata is the T.
template <auto Method>
struct MethodOf;

template <class T, int (T::*Method)(sd_bus_message*, sd_bus_error*)>
struct MethodOf<Method> {
  static int handle(sd_bus_message* message, void* userdata, sd_bus_error* error) noexcept {
    try {
      return (static_cast<T*>(userdata)->*Method)(message, error);
    } catch (const std::exception& e) {
      return sd_bus_error_set(error, SD_BUS_ERROR_FAILED, e.what());
    }
  }
};

template <auto Method>
constexpr sd_bus_message_handler_t method = &MethodOf<Method>::handle;

// The nearest D-Bus error for one of ours; returns the negative errno that a handler must return.
int set_error(sd_bus_error* target, const Error& error);

}  // namespace berth::bus
