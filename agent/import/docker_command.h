// A call of Docker's command, taken apart as the command itself does it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/command_line.h"
#include "import/run_options.h"

namespace berth::importing {

struct RunOption {
  const RunOptionRule* rule = nullptr;
  std::string value;   // of one without a value: "true" or "false"
  std::string origin;  // "--ulimit nofile=1024"
};

// What was asked of `docker run`.
struct DockerRun {
  std::vector<RunOption> options;
  std::string image;
  std::vector<std::string> arguments;
};

// Any call: its verb ("run", "compose", …), what stood before it, and what stands behind it.
struct DockerCall {
  std::string verb;
  std::vector<std::string> global, rest;
};

// What `docker stop`, `rm`, `kill`, `exec` and `pull` are told.
struct PlainCall {
  std::vector<std::pair<std::string, std::string>> options;  // {"--time", "10"}
  std::vector<std::string> words;
  const std::string* option(std::string_view name) const;
};

// Whether that leads to docker, be it by way of a shell that has more to do.
bool is_docker(const std::vector<std::string>& words, const Variables& variables);
// Goes through sudo, env and `sh -c`; an error if the shell has more to do than that one call, for which it knows the
// unit's variables. Podman's words are Docker's.
Result<DockerCall> read_docker_call(const std::vector<std::string>& words, const Variables& variables,
                                    std::string_view program = "docker");

Result<DockerRun> read_docker_run(const std::vector<std::string>& rest);
PlainCall read_plain_call(const DockerCall& call);

}  // namespace berth::importing
