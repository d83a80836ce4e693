// Waits until something on the bus is as it should be: looks at first, and again only when its properties have changed.
#pragma once

#include <functional>
#include <string>

#include "base/duration.h"
#include "ctl/client.h"

namespace berth::ctl {

// Of an object of `sender`'s; false if it was not so within the limit. What systemd sends needs subscribe_to_systemd.
Result<bool> wait_for(Client& client, const std::string& sender, const std::string& path,
                      const std::function<bool()>& is_so, Duration limit);

}  // namespace berth::ctl
