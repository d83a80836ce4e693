// A container in Podman's words: what Podman has another word for is changed, and what it refuses becomes a note, for
// one key that it does not know keeps a Quadlet from being a unit at all. Tried on Podman 5.4.
#pragma once

#include "export/notes.h"
#include "service/spec.h"

namespace berth::exporting {

service::Container for_podman(service::Container container, Notes& notes);

// The words for AddDevice=, by the names that NVIDIA's tools give the devices.
std::vector<std::string> gpu_devices(const service::Container& container);

}  // namespace berth::exporting
