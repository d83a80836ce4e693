// Listens for one kind of signal as long as it lives.
#pragma once

#include <functional>
#include <string>

#include "bus/connection.h"

namespace berth::bus {

class Signal {
 public:
  // `rule` is a D-Bus match rule; `heard` gets each message that fits it.
  Signal(Connection& connection, const std::string& rule, std::function<void(sd_bus_message*)> heard);
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  // Returns when the bus passes them on: nothing that happens from then on is missed.
  Task<Result<void>> armed();

 private:
  static int on_message(sd_bus_message* message, void* userdata, sd_bus_error*) noexcept;
  static int on_installed(sd_bus_message* message, void* userdata, sd_bus_error*) noexcept;

  std::function<void(sd_bus_message*)> heard_;
  Wakeup installed_;
  Result<void> outcome_;
  SlotPtr slot_;
};

}  // namespace berth::bus
