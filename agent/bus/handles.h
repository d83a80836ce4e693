// sd-bus objects with one owner each, and its negative errno values as Errors.
#pragma once

#include <systemd/sd-bus.h>

#include <memory>
#include <string_view>

#include "base/result.h"

namespace berth::bus {

struct BusCloser {
  void operator()(sd_bus* bus) const { sd_bus_flush_close_unref(bus); }
};
struct MessageReleaser {
  void operator()(sd_bus_message* message) const { sd_bus_message_unref(message); }
};
struct SlotReleaser {
  void operator()(sd_bus_slot* slot) const { sd_bus_slot_unref(slot); }
};

using BusPtr = std::unique_ptr<sd_bus, BusCloser>;
using MessagePtr = std::unique_ptr<sd_bus_message, MessageReleaser>;
using SlotPtr = std::unique_ptr<sd_bus_slot, SlotReleaser>;

inline Error from_return(int negative_errno, std::string_view attempt) {
  return from_errno(-negative_errno, attempt);
}

}  // namespace berth::bus
