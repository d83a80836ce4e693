// The program behind `docker compose`: the plugin of Docker's command line, or docker-compose. It is run for one order
// at a time, and nothing of it is left when nobody waits for it any more.
#pragma once

#include <string>
#include <vector>

#include "base/duration.h"
#include "base/result.h"
#include "loop/task.h"

namespace berth::supervise {

// What says which project is meant.
struct ProjectFiles {
  std::string project;
  std::vector<std::string> files, env_files, profiles;
  bool operator==(const ProjectFiles&) const = default;
};

class ComposeProgram {
 public:
  ComposeProgram(Executor executor, std::string engine_socket, std::vector<std::string> places = usual_places());

  // Where distributions and Docker itself put it.
  static std::vector<std::string> usual_places();
  // Its path; ErrorKind::not_found says what to install.
  Result<std::string> find() const;

  // `compose --project-name … WORDS`: what it printed, warnings and secrets and all. What it printed last is the error
  // when it fails, without the values of the project's environment files.
  Task<Result<std::string>> run(ProjectFiles files, std::vector<std::string> words, Duration limit) const;

 private:
  Executor executor_;
  std::string engine_socket_;
  std::vector<std::string> places_;
};

// The lines of an output that say what went wrong, with "***" for what stands in `secrets`.
std::string complaint_in(const std::string& output, const std::vector<std::string>& secrets);

}  // namespace berth::supervise
