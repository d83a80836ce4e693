// PublishPort: Docker's -p, one value to however many ports its ranges name.
#pragma once

#include <vector>

#include "base/result.h"
#include "config/field.h"
#include "service/spec.h"

namespace berth::config {

constexpr std::size_t most_ports = 1024;

// [address:][host port:]container port[/protocol]; ranges on both sides must be of equal length.
Result<std::vector<service::PublishedPort>> parse_ports(std::string_view text);

// All of them; a host port that is published twice is a problem.
std::vector<service::PublishedPort> read_ports(const Field& field);

}  // namespace berth::config
