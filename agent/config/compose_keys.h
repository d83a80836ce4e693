// The section Compose: a Compose project in place of a container.
#pragma once

#include "config/roots.h"
#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

// `container` is the section Container, which knows the keys that are for the compose file to have.
void read_compose(Section& section, const Section& container, std::string_view service_name, const Roots& roots,
                  service::Compose& compose);

}  // namespace berth::config
