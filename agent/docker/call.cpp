#include "docker/call.h"

#include <boost/asio/error.hpp>
#include <boost/json/parse.hpp>

#include "base/text.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

ErrorKind kind_of(int status) {
  switch (status) {
    case 400: return ErrorKind::invalid;
    case 401:
    case 403: return ErrorKind::denied;
    case 404: return ErrorKind::not_found;
    case 409: return ErrorKind::conflict;
    case 429: return ErrorKind::limit;
    default: return status >= 500 ? ErrorKind::remote : ErrorKind::protocol;
  }
}

bool is_success(int status) {
  return (status >= 200 && status < 300) || status == 304;
}

// What it says while containerd, which runs its containers, is away: it will be back, as an engine is.
bool has_lost_containerd(int status, std::string_view message) {
  if (status < 500) return false;
  auto says = [message](std::string_view words) { return message.find(words) != std::string_view::npos; };
  return says("containerd.sock") || says("ttrpc: closed") || message.ends_with(": unavailable");
}

struct Raw {
  int status = 0;
  std::string body;
};

Task<Result<Raw>> exchange_whole(Engine& engine, http::Request request, Duration limit) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  exchange.limit(limit);
  request.target = engine.versioned(request.target);
  auto head = co_await exchange.send(request);
  if (!head) co_return head.error();
  auto body = co_await exchange.read_all(longest_answer);
  if (!body) co_return body.error();
  if (!is_success(head->status)) co_return complaint(head->status, *body);
  Raw raw;
  raw.status = head->status;
  raw.body = std::move(*body);
  co_return raw;
}

Task<Result<void>> open_and_check(http::Exchange& exchange, Engine& engine, http::Request request, Duration limit) {
  exchange.limit(limit);
  request.target = engine.versioned(request.target);
  auto head = co_await exchange.send(request);
  if (!head) co_return head.error();
  Result<void> done;
  if (is_success(head->status)) co_return done;
  auto body = co_await exchange.read_all(longest_answer);
  if (!body) co_return body.error();
  co_return complaint(head->status, *body);
}

}  // namespace

Error complaint(int status, std::string_view body) {
  boost::system::error_code error;
  auto parsed = boost::json::parse(body, error);
  auto message = error ? std::string() : text_at(parsed, "message");
  if (message.empty()) message = text::trim(body);
  if (message.empty()) message = fmt::format("status {}", status);
  if (has_lost_containerd(status, message))
    return {ErrorKind::unreachable, "the engine has lost its containerd: " + text::printable(message, 300)};
  return {kind_of(status), text::printable(message, 300)};
}

Error from_exception(const boost::system::system_error& thrown) {
  if (thrown.code() == boost::asio::error::operation_aborted) return {ErrorKind::cancelled, "cancelled"};
  return {ErrorKind::io, thrown.what()};
}

Task<Result<std::string>> call_for_text(Engine& engine, http::Request request, Duration limit) {
  auto raw = co_await at_the_door(exchange_whole(engine, std::move(request), limit));
  if (!raw) co_return raw.error();
  co_return std::move(raw->body);
}

Task<Result<Answer>> call(Engine& engine, http::Request request, Duration limit) {
  auto raw = co_await at_the_door(exchange_whole(engine, std::move(request), limit));
  if (!raw) co_return raw.error();
  Answer answer;
  answer.status = raw->status;
  if (text::trim(raw->body).empty()) co_return answer;
  boost::system::error_code error;
  answer.body = boost::json::parse(raw->body, error);
  if (error) co_return Error{ErrorKind::protocol, fmt::format("the engine's answer is not JSON: {}", error.message())};
  co_return answer;
}

Task<Result<void>> open_stream(http::Exchange& exchange, Engine& engine, http::Request request, Duration limit) {
  auto opened = co_await at_the_door(open_and_check(exchange, engine, std::move(request), limit));
  co_return opened;
}

}  // namespace berth::docker
