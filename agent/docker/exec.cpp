#include "docker/exec.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

http::Request post(std::string target, const boost::json::object& body) {
  http::Request request;
  request.method = "POST";
  request.target = std::move(target);
  request.body = boost::json::serialize(body);
  return request;
}

// The answer's body is the command's output, and ends with it.
Task<Result<void>> run_to_end(Engine& engine, std::string exec_id, Duration limit) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto request = post(fmt::format("/exec/{}/start", http::escape(exec_id)), {{"Detach", false}, {"Tty", false}});
  auto opened = co_await open_stream(exchange, engine, std::move(request), limit);
  if (!opened) co_return opened.error();
  while (true) {
    auto piece = co_await exchange.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return Result<void>();
  }
}

Task<Result<std::int64_t>> run(Engine& engine, std::string id, std::vector<std::string> command, Duration limit) {
  boost::json::array words;
  for (const auto& word : command) words.push_back(boost::json::value(word));
  boost::json::object order{{"AttachStdout", true}, {"AttachStderr", true}, {"Cmd", words}};
  auto request = post(fmt::format("/containers/{}/exec", http::escape(id)), order);
  auto created = co_await call(engine, std::move(request), quick);
  if (!created) co_return created.error();
  auto exec_id = text_at(created->body, "Id");
  if (exec_id.empty()) co_return Error{ErrorKind::protocol, "the engine created a command without an id"};
  auto ran = co_await run_to_end(engine, exec_id, limit);
  if (!ran) co_return ran.error();
  http::Request look;
  look.target = fmt::format("/exec/{}/json", http::escape(exec_id));
  auto seen = co_await call(engine, std::move(look), quick);
  if (!seen) co_return seen.error();
  co_return number_at(seen->body, "ExitCode");
}

}  // namespace

Task<Result<std::int64_t>> run_in_container(Engine& engine, std::string id, std::vector<std::string> command,
                                            Duration limit) {
  return at_the_door(run(engine, std::move(id), std::move(command), limit));
}

}  // namespace berth::docker
