#include "docker/events.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/json.h"
#include "docker/json_lines.h"

namespace berth::docker {

namespace {

http::Request events_request(const EventFilter& filter) {
  boost::json::object filters{{"type", {"container"}}};
  if (!filter.label.empty()) filters["label"] = boost::json::array{filter.label};
  if (!filter.actions.empty()) filters["event"] = boost::json::array(filter.actions.begin(), filter.actions.end());
  http::Pairs query{{"filters", boost::json::serialize(filters)}};
  constexpr std::int64_t second = 1'000'000'000;
  if (filter.since_nano > 0)
    query.emplace_back("since", fmt::format("{}.{:09}", filter.since_nano / second, filter.since_nano % second));
  http::Request request;
  request.target = http::with_query("/events", query);
  return request;
}

Event read_event(const boost::json::value& json) {
  Event event;
  event.type = text_at(json, "Type");
  event.action = text_at(json, "Action");
  const auto& actor = member(json, "Actor");
  event.actor_id = text_at(actor, "ID");
  event.attributes = map_at(actor, "Attributes");
  event.time_nano = number_at(json, "timeNano");
  return event;
}

Task<Result<void>> follow(Engine& engine, EventFilter filter, EventReader reader, std::function<void()> subscribed) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto request = events_request(filter);
  auto opened = co_await open_stream(exchange, engine, std::move(request), quick);
  if (!opened) co_return opened.error();
  exchange.limit(Duration::max());  // nothing may happen for months
  if (subscribed) subscribed();
  JsonLines lines;
  Result<void> ended;
  while (true) {
    auto piece = co_await exchange.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return ended;
    auto messages = lines.give(*piece);
    if (!messages) co_return messages.error();
    for (const auto& message : *messages) reader(read_event(message));
  }
}

}  // namespace

Task<Result<void>> follow_events(Engine& engine, EventFilter filter, EventReader reader,
                                 std::function<void()> subscribed) {
  return at_the_door(follow(engine, std::move(filter), std::move(reader), std::move(subscribed)));
}

}  // namespace berth::docker
