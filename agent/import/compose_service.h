// One service of a Compose file into a draft.
#pragma once

#include <string>

#include "import/compose_value.h"
#include "import/draft.h"

namespace berth::importing {

// What a service has to know of its file.
struct Project {
  std::string name;
  std::string folder;  // of the file, with its last slash
  const Node& volumes;
  const Node& networks;
  const Variables& variables;
  bool is_shared = false;  // several services: they are on one network
};

Draft compose_service(const std::string& name, const Node& node, const Project& project);

// What "data" among the volumes or networks of the file is called in the engine.
std::string engine_name(const std::string& name, const Node& declared, const Project& project);

}  // namespace berth::importing
