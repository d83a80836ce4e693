// Names of images: what Docker would refuse is refused before anything is stopped for it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::config {

// `image` with ":latest" if it has neither a tag nor a digest, or why it can't be the name of one.
Result<std::string> complete_image(std::string_view image);

// A good name with the registry that Docker means: "docker.io/library/nginx:latest" for "nginx:latest".
std::string qualified_image(std::string_view image);

}  // namespace berth::config
