#include "docker/containers.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "docker/call.h"
#include "docker/container_json.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

std::string path_of(std::string_view id, std::string_view verb) {
  return fmt::format("/containers/{}{}", http::escape(id), verb);
}

http::Request post(std::string target) {
  http::Request request;
  request.method = "POST";
  request.target = std::move(target);
  return request;
}

// A call whose answer says nothing but that it worked.
Task<Result<void>> order(Engine& engine, http::Request request, Duration limit) {
  auto answer = co_await call(engine, std::move(request), limit);
  Result<void> done;
  if (!answer) done = answer.error();
  co_return done;
}

// The engine quotes what it does not like, and environment values may be secrets.
std::string without_environment(std::string text, const std::string& body) {
  boost::system::error_code ignored;
  auto order = boost::json::parse(body, ignored);
  for (const auto& entry : texts_at(order, "Env")) {
    auto value = entry.substr(entry.find('=') + 1);
    if (value.size() < 3) continue;  // too short to be a secret, and sure to be found by chance
    for (auto at = text.find(value); at != std::string::npos; at = text.find(value, at + 3))
      text.replace(at, value.size(), "***");
  }
  return text;
}

std::vector<std::string> warnings_in(const boost::json::value& answer, const std::string& body) {
  constexpr std::size_t most = 16, longest = 300;
  auto warnings = texts_at(answer, "Warnings");
  if (warnings.size() > most) warnings.resize(most);
  for (auto& text : warnings) text = text::printable(without_environment(std::move(text), body), longest);
  return warnings;
}

std::string_view word_for(WaitFor condition) {
  switch (condition) {
    case WaitFor::not_running: return "not-running";
    case WaitFor::next_exit: return "next-exit";
    case WaitFor::removed: return "removed";
  }
  return "not-running";
}

Task<Result<std::int64_t>> wait_for_exit(Engine& engine, http::Request request, std::function<void()> armed) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto opened = co_await open_stream(exchange, engine, std::move(request), quick);
  if (!opened) co_return opened.error();
  if (armed) armed();
  exchange.limit(Duration::max());
  auto body = co_await exchange.read_all(longest_answer);
  if (!body) co_return body.error();
  boost::system::error_code error;
  auto told = boost::json::parse(*body, error);
  if (error || !member(told, "StatusCode").is_number())
    co_return Error{ErrorKind::protocol, "the engine ended the wait without an exit code"};
  auto message = text_at(member(told, "Error"), "Message");
  if (!message.empty()) co_return Error{ErrorKind::remote, text::printable(message, 300)};
  co_return number_at(told, "StatusCode");
}

}  // namespace

Task<Result<Created>> create_container(Engine& engine, std::string name, std::string body, std::string platform) {
  http::Pairs query;
  query.emplace_back("name", name);
  if (!platform.empty()) query.emplace_back("platform", platform);
  auto request = post(http::with_query("/containers/create", query));
  request.body = std::move(body);
  auto answer = co_await call(engine, request, patient);
  if (!answer) co_return Error{answer.error().kind, without_environment(answer.error().text, request.body)};
  Created created{text_at(answer->body, "Id"), warnings_in(answer->body, request.body)};
  if (created.id.empty()) co_return Error{ErrorKind::protocol, "the engine created a container without an id"};
  co_return created;
}

Task<Result<void>> start_container(Engine& engine, std::string id) {
  return order(engine, post(path_of(id, "/start")), patient);
}

Task<Result<void>> stop_container(Engine& engine, std::string id, Duration limit) {
  return order(engine, post(path_of(id, "/stop")), limit);
}

Task<Result<void>> rename_container(Engine& engine, std::string id, std::string name) {
  return order(engine, post(http::with_query(path_of(id, "/rename"), {{"name", name}})), patient);
}

Task<Result<void>> kill_container(Engine& engine, std::string id, std::string signal) {
  return order(engine, post(http::with_query(path_of(id, "/kill"), {{"signal", signal}})), patient);
}

Task<Result<void>> remove_container(Engine& engine, std::string id, bool force) {
  http::Request request;
  request.method = "DELETE";
  request.target = http::with_query(path_of(id, ""), {{"v", "1"}, {"force", force ? "1" : "0"}});
  return order(engine, std::move(request), patient);
}

Task<Result<ContainerState>> inspect_container(Engine& engine, std::string id) {
  http::Request request;
  request.target = path_of(id, "/json");
  auto answer = co_await call(engine, std::move(request), quick);
  if (!answer) co_return answer.error();
  co_return read_inspected(answer->body);
}

Task<Result<std::vector<ContainerState>>> list_containers(Engine& engine, std::string label) {
  boost::json::value filters = {{"label", {label}}};
  http::Request request;
  // Never size=1: the engine would walk every container's files.
  request.target = http::with_query("/containers/json", {{"all", "1"}, {"filters", boost::json::serialize(filters)}});
  auto answer = co_await call(engine, std::move(request), quick);
  if (!answer) co_return answer.error();
  const auto* array = answer->body.if_array();
  if (array == nullptr) co_return Error{ErrorKind::protocol, "the engine's list of containers is no list"};
  std::vector<ContainerState> containers;
  for (const auto& item : *array) {
    auto container = read_listed(item);
    if (!container) co_return container.error();
    containers.push_back(std::move(*container));
  }
  co_return containers;
}

Task<Result<std::int64_t>> wait_container(Engine& engine, std::string id, WaitFor condition,
                                          std::function<void()> armed) {
  auto target = http::with_query(path_of(id, "/wait"), {{"condition", std::string(word_for(condition))}});
  return at_the_door(wait_for_exit(engine, post(std::move(target)), std::move(armed)));
}

}  // namespace berth::docker
