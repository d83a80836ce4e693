// What a service has to know of its Compose file.
#pragma once

#include <string>

#include "import/compose_interpolation.h"
#include "import/compose_value.h"
#include "import/docker_command.h"
#include "import/environment.h"

namespace berth::importing {

struct Project {
  std::string name;    // empty: of standard input, and nobody knows
  std::string folder;  // of the file, with its last slash; empty in the same case
  const Node& root;
  const Values& variables;       // of the .env
  const Variables& environment;  // the same in the words of a descriptor
  const FileReader& read_file;
  bool is_shared() const { return child(root, "services").entries.size() > 1; }  // they are on one network
};

// A service on its way into a draft.
struct Carrying {
  const Project& project;
  Draft& draft;
  DockerRun& run;
};

// As Compose calls the project of a file in `folder`.
std::string project_name(const std::string& folder, const Node& root, const Values& variables);

// What "data" among the `volumes` or `networks` of the file is called in the engine.
std::string engine_name(const std::string& name, std::string_view kind, const Project& project);

// The container of another service of the file.
std::string container_name(const std::string& service, const Project& project);

// A path that may be relative to the file's folder; empty, and a comment, if nobody knows that.
std::string host_path(const std::string& path, const std::string& origin, const Carrying& to);

void wait_for(const std::string& service, const std::string& origin, Draft& draft);

// Of network_mode, pid and ipc: "service:db", which is waited for, becomes the engine's "container:NAME".
std::string engine_mode(const std::string& mode, const std::string& origin, const Carrying& to);

}  // namespace berth::importing
