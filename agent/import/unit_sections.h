// The sections that systemd and a descriptor have in common, as they are in a unit file and in a Quadlet.
#pragma once

#include <string>
#include <string_view>

#include "import/draft.h"
#include "import/unit_file.h"

namespace berth::importing {

// [Unit], without what is said of docker.service where Berth takes care of that; [Install].
void carry_unit(const UnitFile& file, bool is_of_docker, Draft& draft);
void carry_install(const UnitFile& file, Draft& draft);

// [Service] without the commands and the environment, which are the container's.
void carry_service(const UnitFile& file, Draft& draft);

// StandardOutput= or StandardError= of the file.
void carry_output(const Assignment& one, const UnitFile& file, Draft& draft);

// The name of today for an older one, which systemd still takes.
std::string_view today(std::string_view key);
bool is_job(const Draft& draft);  // its timer has been carried

// Every section but those named, and every line that systemd would ignore.
void leave_out_rest(const UnitFile& file, const std::vector<std::string>& known, Draft& draft);

}  // namespace berth::importing
