// A request that turns its connection into a plain two-way stream of bytes ("hijack"). Exactly the answer's head is
// taken from the socket: the first byte of the stream is still in it, for whoever reads it next.
#pragma once

#include <string>

#include "base/duration.h"
#include "base/unique_fd.h"
#include "http/answer.h"
#include "http/request.h"
#include "loop/task.h"

namespace berth::http {

struct Upgraded {
  Head head;
  UniqueFd socket;   // non-blocking; none if the server refused, and then
  std::string body;  // says why
};

Task<Result<Upgraded>> upgrade(Executor executor, std::string socket_path, Request request, Duration limit);

}  // namespace berth::http
