// The folder that a container with `Notify: container` finds its notify socket in. The folder is mounted, not the
// socket: so each start can have a new one.
#pragma once

#include <string>

#include "base/result.h"
#include "docker/create_body.h"

namespace berth::supervise::notify_folder {

Result<void> make(const std::string& service);
// Where the holder listens.
std::string socket_of(const std::string& service);
// Mounts it, and says so in NOTIFY_SOCKET and, if systemd waits for signs of life, in WATCHDOG_USEC.
void mount(const std::string& service, const service::Spec& spec, docker::ContainerOrder& order);

}  // namespace berth::supervise::notify_folder
