#include "loop/tasks.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>
#include <map>

#include "base/log.h"

namespace berth {

struct Tasks::Running {
  std::map<Id, std::unique_ptr<boost::asio::cancellation_signal>> signals;
};

namespace {

void tell(const std::string& name, const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& e) {
    if (e.code() != boost::asio::error::operation_aborted) log::error("{}: {}", name, e.what());
  } catch (const std::exception& e) {
    log::error("{}: {}", name, e.what());
  }
}

}  // namespace

Tasks::Tasks(Executor executor) : executor_(std::move(executor)), running_(std::make_shared<Running>()) {}

Tasks::~Tasks() {
  cancel_all();
}

Tasks::Id Tasks::start(std::string name, Task<> task) {
  Id id = next_++;
  auto& signal = running_->signals[id] = std::make_unique<boost::asio::cancellation_signal>();
  auto done = [running = running_, id, name = std::move(name)](std::exception_ptr thrown) {
    running->signals.erase(id);
    if (thrown) tell(name, thrown);
  };
  boost::asio::co_spawn(executor_, std::move(task),
                        boost::asio::bind_cancellation_slot(signal->slot(), std::move(done)));
  return id;
}

void Tasks::cancel(Id id) {
  // Posted: the caller may be inside the very coroutine that it cancels.
  boost::asio::post(executor_, [running = running_, id] {
    auto found = running->signals.find(id);
    if (found != running->signals.end()) found->second->emit(boost::asio::cancellation_type::terminal);
  });
}

void Tasks::cancel_all() {
  for (const auto& [id, signal] : running_->signals) cancel(id);
}

bool Tasks::empty() const {
  return running_->signals.empty();
}

}  // namespace berth
