// Docker's credential programs ("credential helpers"): docker-credential-NAME asked for the credential of a registry.
// What the program writes is a secret: no message repeats any of it.
#pragma once

#include <optional>
#include <string>

#include "credentials/credential.h"
#include "process/run.h"

namespace berth::credentials {

// Our own PATH, or that of every system where we have none.
std::string own_search_path();

struct ProgramSettings {
  std::string search_path = own_search_path();  // for us and for the program
  std::string home = "/root";
  Duration limit = std::chrono::seconds(10);
};

// The file `name` that can be run in the first folder of `search_path` ("/usr/bin:/bin") that has one; or nothing.
std::string find_program(const std::string& name, const std::string& search_path);

// Nothing if the program knows none. `name` is the part behind "docker-credential-".
Task<Result<std::optional<Credential>>> ask_program(Executor executor, std::string name, std::string server_address,
                                                    ProgramSettings settings);

// What a program meant that has ended so. Pure.
Result<std::optional<Credential>> read_answer(const process::Ending& ending);

}  // namespace berth::credentials
