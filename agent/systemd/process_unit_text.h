// The unit file of a service that is a program of the host, as text: a pure function of its descriptor.
#pragma once

#include <string>
#include <string_view>

#include "service/spec.h"

namespace berth::systemd {

// Where systemd finds what Berth keeps for the process.
struct ProcessPlaces {
  std::string holder;            // the absolute path of berth-hold
  std::string out, err;          // listening sockets: what it writes goes there
  std::string environment_file;  // written anew at each start
  std::string checkpoint;        // how far the output was read
};

// Those of a service, below the folder of all processes.
ProcessPlaces process_places(std::string_view holder, std::string_view service);

std::string process_unit_text(const service::Spec& spec, std::string_view holder);

}  // namespace berth::systemd
