// From what was asked of `docker run` to the keys of Container.
#pragma once

#include "import/command_line.h"
#include "import/docker_command.h"
#include "import/draft.h"

namespace berth::importing {

// `variables` is what the command's own environment has: `-e NAME` takes its value from there.
void carry_run(const DockerRun& run, const Variables& variables, Draft& draft);

// What is said with the specifiers of a name: those of the host have no value here.
std::string with_name(const std::string& text, const std::string& service_name);

// One of them. Beside systemd's or Podman's own words for a container it may come alone.
void carry_option(const RunOption& option, const Variables& variables, Draft& draft);

// A restart policy of Docker's, where the unit says nothing itself.
void carry_restart_policy(const std::string& policy, const std::string& origin, Draft& draft);

// The name in a value of --network, which may have more: "back" of "name=back,alias=db".
std::string network_of(const std::string& value);

}  // namespace berth::importing
