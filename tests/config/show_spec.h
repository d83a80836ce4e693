// A Spec as lines "container.image = nginx:latest": what is empty or absent has no line.
#pragma once

#include <string>
#include <vector>

#include "service/spec.h"

namespace berth::test {

std::vector<std::string> show(const service::Spec& spec);

}  // namespace berth::test
