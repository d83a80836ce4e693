#include "docker/pull.h"

#include "docker/call.h"
#include "docker/json.h"
#include "docker/json_lines.h"
#include "docker/pull_progress.h"
#include "docker/reference.h"

namespace berth::docker {

namespace {

http::Request pull_request(const Reference& reference, const PullOrder& order) {
  http::Request request;
  request.method = "POST";
  http::Pairs query{{"fromImage", reference.repository()}, {"tag", reference.version()}};
  if (!order.platform.empty()) query.emplace_back("platform", order.platform);
  request.target = http::with_query("/images/create", query);
  if (!order.registry_auth.empty()) request.headers.emplace_back("X-Registry-Auth", order.registry_auth);
  return request;
}

// The engine has said 200 long before it knows: a failure is one more message of the stream.
Result<void> take_message(const boost::json::value& message, PullSummary& summary, const Reference& reference,
                          const PullObserver& observer) {
  auto failure = text_at(member(message, "errorDetail"), "message");
  if (failure.empty()) failure = text_at(message, "error");
  if (!failure.empty()) return pull_complaint(failure, reference.repository());
  summary.add(message);
  if (observer) observer(summary.progress());
  return {};
}

// A refusal before the stream began: the status says less than the words do.
Error refusal(const Error& error, const Reference& reference) {
  bool is_of_engine = error.kind == ErrorKind::remote || error.kind == ErrorKind::not_found;
  if (!is_of_engine) return error;
  auto complaint = pull_complaint(error.text, reference.repository());
  return complaint.kind == ErrorKind::remote ? error : complaint;
}

Task<Result<void>> follow_pull(Engine& engine, PullOrder order, PullObserver observer, Duration stall_limit) {
  auto reference = Reference::parse(order.reference);
  if (!reference) co_return reference.error();
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto request = pull_request(*reference, order);
  auto opened = co_await open_stream(exchange, engine, std::move(request), stall_limit);
  if (!opened) co_return refusal(opened.error(), *reference);
  JsonLines lines;
  PullSummary summary;
  while (true) {
    exchange.limit(stall_limit);
    auto piece = co_await exchange.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) break;
    auto messages = lines.give(*piece);
    if (!messages) co_return messages.error();
    for (const auto& message : *messages) {
      auto taken = take_message(message, summary, *reference, observer);
      if (!taken) co_return taken.error();
    }
  }
  Result<void> done;
  if (!lines.is_between_values()) done = Error{ErrorKind::unreachable, "the engine broke off the pull"};
  co_return done;
}

}  // namespace

Task<Result<void>> pull_image(Engine& engine, PullOrder order, PullObserver observer, Duration stall_limit) {
  return at_the_door(follow_pull(engine, std::move(order), std::move(observer), stall_limit));
}

}  // namespace berth::docker
