// One attempt to hand a journal record to a datagram socket, without waiting.
#pragma once

#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace berth::logs {

enum class Delivery {
  done,
  busy,     // the receiver's queue is full
  away,     // there is no receiver at present
  refused,  // this record cannot be sent, ever
};

// A connected, non-blocking socket; none (with errno set) if nobody listens at `path`.
UniqueFd connect_datagram(const std::string& path);

// What is too large for a datagram goes as a sealed memfd.
Delivery deliver(int socket, std::string_view record);

}  // namespace berth::logs
