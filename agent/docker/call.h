// Calls to the engine, and its complaints as Errors. For this room's own use: others call verbs.
#pragma once

#include <boost/json/value.hpp>
#include <boost/system/system_error.hpp>
#include <string>

#include "base/duration.h"
#include "docker/engine.h"

namespace berth::docker {

constexpr Duration quick = std::chrono::seconds(30);   // for what only looks
constexpr Duration patient = std::chrono::minutes(2);  // for what changes something, on a host under load
constexpr std::size_t longest_answer = 16 * 1024 * 1024;

struct Answer {
  int status = 0;
  boost::json::value body;  // null when there was none
};

// One request and its whole answer. 2xx and 304 are answers, everything else is an Error with the engine's own words.
Task<Result<Answer>> call(Engine& engine, http::Request request, Duration limit);

// The same, if an answer's body is no JSON.
Task<Result<std::string>> call_for_text(Engine& engine, http::Request request, Duration limit);

// What the engine meant by a status that is not a success.
Error complaint(int status, std::string_view body);

// Waits for the head of an answer that is a stream; the caller reads on. The limit goes on, too, until it sets another.
Task<Result<void>> open_stream(http::Exchange& exchange, Engine& engine, http::Request request, Duration limit);

Error from_exception(const boost::system::system_error& thrown);

// This room's door: `task`, and what it throws as an Error. A coroutine that was cancelled throws at its next await.
template <class T>
Task<Result<T>> at_the_door(Task<Result<T>> task) {
  try {
    auto result = co_await std::move(task);
    co_return result;
  } catch (const boost::system::system_error& thrown) {
    co_return from_exception(thrown);
  }
}

}  // namespace berth::docker
