// Sources of an import on this host, as import/ wants them.
#pragma once

#include <string>

#include "import/import.h"

namespace berth::ctl {

constexpr std::size_t largest_source = 16 * 1024 * 1024;  // docker inspect of a host full of containers

importing::Surroundings import_surroundings();

}  // namespace berth::ctl
