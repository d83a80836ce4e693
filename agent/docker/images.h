// What one does with images, except for pulling them (pull.h). An image that is not there is ErrorKind::not_found.
#pragma once

#include <string>

#include "docker/engine.h"

namespace berth::docker {

// `name` is a reference or an id.
Task<Result<ImageState>> inspect_image(Engine& engine, std::string name);

// The digest that the reference has in its registry now, asked through the engine. Nothing is fetched.
// `registry_auth` is the X-Registry-Auth header, or empty; it appears in no error.
Task<Result<std::string>> registry_digest(Engine& engine, std::string reference, std::string registry_auth);

// Lets `reference` mean this image from now on.
Task<Result<void>> tag_image(Engine& engine, std::string id, std::string reference);

// Untags, and deletes what nothing else uses; ErrorKind::conflict if a container needs it.
Task<Result<void>> remove_image(Engine& engine, std::string name);

}  // namespace berth::docker
