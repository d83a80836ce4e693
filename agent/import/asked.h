// What a container was asked for elsewhere than on a command line, in the options of `docker run`.
#pragma once

#include <string>
#include <string_view>

#include "import/docker_command.h"

namespace berth::importing {

// Adds the option of that name, with a value in the words of a descriptor (%% is a percent sign). Without an origin, it
// is "--name value".
void ask(DockerRun& run, std::string_view option, std::string value, std::string origin = {});

// One of the fields between commas in such a value, as Docker's command takes it.
std::string csv_field(std::string_view text);

// 1500000000 → "1500ms", as the engine counts.
std::string span_of_nanoseconds(long long nanoseconds);

}  // namespace berth::importing
