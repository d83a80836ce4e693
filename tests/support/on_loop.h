// Runs a coroutine to its end on a fresh loop of its own, and no longer than half a minute.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>

#include "loop/task.h"

namespace berth::test {

// `body` gets the loop's executor. Throws when the body throws, or when it has not ended after `limit`.
void on_loop(const std::function<Task<>(Executor)>& body, std::chrono::seconds limit = std::chrono::seconds(30));

}  // namespace berth::test
