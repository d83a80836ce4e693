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

// Whether only one of the two can be had at a time.
bool collide(const service::PublishedPort& a, const service::PublishedPort& b);
bool is_wildcard(const std::string& address);  // of an interface: all of them

// All of them; a host port that is published twice is a problem.
std::vector<service::PublishedPort> read_ports(const Field& field);

}  // namespace berth::config
