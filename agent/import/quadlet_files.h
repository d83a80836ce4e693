// The files beside a Quadlet that its keys name: what they say is in Docker's words, or a comment.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "import/draft.h"
#include "import/unit_file.h"

namespace berth::importing {

// The .volume, .network or .image of that name beside the Quadlet; nothing if it is not there or can't be read.
using Neighbour = std::function<std::optional<UnitFile>(const std::string& file_name)>;

// What "data.volume" or "inner.network" is called: as its own file says, else by its name.
std::string name_from(const std::string& file_name, const Neighbour& neighbour, Draft& draft);

// Image=NAME.image, Image=NAME.build.
void take_image_file(const std::string& file_name, const Neighbour& neighbour, Draft& draft);

}  // namespace berth::importing
