#include "ctl/wait_for.h"

namespace berth::ctl {

namespace {

int on_change(sd_bus_message*, void* userdata, sd_bus_error*) {
  *static_cast<bool*>(userdata) = true;
  return 0;
}

}  // namespace

Result<bool> wait_for(Client& client, const std::string& sender, const std::string& path,
                      const std::function<bool()>& is_so, Duration limit) {
  auto end = std::chrono::steady_clock::now() + limit;
  bool has_changed = false;
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_match_signal(client.bus(), &slot, sender.c_str(), path.c_str(), "org.freedesktop.DBus.Properties",
                              "PropertiesChanged", on_change, &has_changed);
  if (r < 0) return bus::from_return(r, "listen to " + sender);
  bus::SlotPtr match(slot);
  while (!is_so()) {
    auto changed = client.wait_until([&] { return has_changed; }, end);
    if (!changed) return changed.error();
    if (!has_changed) return is_so();
    has_changed = false;
  }
  return true;
}

}  // namespace berth::ctl
