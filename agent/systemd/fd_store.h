// File descriptors that systemd keeps for us under a name while we are away (FileDescriptorStoreMax=).
#pragma once

#include <map>
#include <string>

#include "base/unique_fd.h"

namespace berth::systemd {

// What a process before this one has stored. Whoever asks first has them.
std::map<std::string, UniqueFd> take_stored_fds();

// systemd keeps a copy of it, also when its other end is gone. The name must not contain ':' or control characters.
void store_fd(const std::string& name, int fd);
void remove_stored_fd(const std::string& name);

}  // namespace berth::systemd
