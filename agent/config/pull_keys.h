// The keys of Container that say which image, and how it is had.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// Image, Pull, PullRetry, PullRetryDelay and AuthFile. Whether the file can be read is seen at the start.
void read_pull(Section& section, std::string_view service_name, const Roots& roots, service::Container& container);

}  // namespace berth::config
