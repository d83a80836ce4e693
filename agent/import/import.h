// What a host has already, into descriptors: units around `docker run`, Quadlets, running containers, Compose files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "import/descriptor_text.h"
#include "import/docker_unit.h"

namespace berth::importing {

struct Imported {
  std::string name;
  std::string text;          // of the descriptor, which our reader accepts
  int not_carried = 0;       // options that are comments in it
  bool has_secrets = false;  // values of an environment: nobody else may read it
};

// Where files are read, so that this room does not look at the host by itself.
struct Surroundings {
  FileReader read_file;
  std::function<std::vector<std::string>(const std::string& folder)>
      list_folder;  // names, sorted; none if it is not there
  Host host;
  std::string folder;  // that relative paths start from, with its last slash; empty: not known
};

// Whether it is a descriptor already, with which a source can be compared.
bool is_descriptor(std::string_view text);

// All services of one file. `name`, if it is not empty, is the name of the only one.
Result<std::vector<Imported>> import_file(const std::string& path, const std::string& text, const std::string& name,
                                          const Surroundings& around);

}  // namespace berth::importing
