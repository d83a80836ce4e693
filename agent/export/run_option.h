// What a container is asked for, as options of `docker run`: plain words, which each form quotes in its own way.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "export/notes.h"
#include "service/spec.h"

namespace berth::exporting {

struct RunOption {
  std::string_view name;  // "publish"
  std::string value;
  bool has_value = true;
  bool is_optional = false;  // of a file or device: the container starts without it, too
};

using RunOptions = std::vector<RunOption>;

// Whether there is such a file, on the host that the export is made on.
using FileTest = std::function<bool(const std::string& path)>;

// All but the name, the image and its arguments. Of files that may be in several places it is the one that counts here.
RunOptions run_options(const service::Container& container, const FileTest& exists, Notes& notes);

// The words behind the image: an entry point of several words is told there, too.
std::vector<std::string> run_arguments(const service::Container& container);

// The call of `program`, docker or podman, that reloads the service; empty if nothing does.
std::vector<std::string> reload_words(std::string program, const service::Container& container);

}  // namespace berth::exporting
