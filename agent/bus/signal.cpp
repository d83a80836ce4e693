#include "bus/signal.h"

#include "base/log.h"
#include "base/text.h"

namespace berth::bus {

Signal::Signal(Connection& connection, const std::string& rule, std::function<void(sd_bus_message*)> heard)
    : heard_(std::move(heard)), installed_(connection.executor()) {
  sd_bus_slot* raw = nullptr;
  int r = sd_bus_add_match_async(connection.get(), &raw, rule.c_str(), on_message, on_installed, this);
  if (r < 0) {
    outcome_ = from_return(r, "listen for signals");
    installed_.notify();
    return;
  }
  slot_.reset(raw);
  connection.kick();
}

Task<Result<void>> Signal::armed() {
  co_await installed_.wait();
  installed_.notify();  // whoever asks again
  co_return outcome_;
}

int Signal::on_message(sd_bus_message* message, void* userdata, sd_bus_error*) noexcept {
  try {
    static_cast<Signal*>(userdata)->heard_(message);
  } catch (const std::exception& thrown) {
    log::error("a signal on D-Bus: {}", thrown.what());
  }
  return 0;
}

int Signal::on_installed(sd_bus_message* message, void* userdata, sd_bus_error*) noexcept {
  auto* self = static_cast<Signal*>(userdata);
  if (sd_bus_message_is_method_error(message, nullptr) > 0) {
    const auto* error = sd_bus_message_get_error(message);
    self->outcome_ = Error{ErrorKind::remote, text::printable(error->message != nullptr ? error->message : "refused")};
  }
  self->installed_.notify();
  return 1;
}

}  // namespace berth::bus
