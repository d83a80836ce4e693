#include "support/on_loop.h"

#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>

namespace berth::test {

void on_loop(const std::function<Task<>(Executor)>& body, std::chrono::seconds limit) {
  boost::asio::io_context context(1);
  bool ended = false;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, body(context.get_executor()), [&](std::exception_ptr e) {
    ended = true;
    thrown = e;
    context.stop();
  });
  context.run_for(limit);
  if (thrown) std::rethrow_exception(thrown);
  if (!ended) throw std::runtime_error("the test's coroutine did not end in time");
}

}  // namespace berth::test
