#include "docker/exec.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/demux.h"
#include "docker/exec_end.h"
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
Task<Result<std::string>> run_to_end(Engine& engine, std::string exec_id, Duration limit) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto request = post(fmt::format("/exec/{}/start", http::escape(exec_id)), {{"Detach", false}, {"Tty", false}});
  auto opened = co_await open_stream(exchange, engine, std::move(request), limit);
  if (!opened) co_return opened.error();
  std::string output;
  Demux demux;
  Demux::Reader keep_end = [&output](Stream, std::string_view part) {
    output += part;
    constexpr auto most = Executed::most_output;
    if (output.size() > 2 * most) output.erase(0, output.size() - most);
  };
  while (true) {
    auto piece = co_await exchange.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) break;
    if (!demux.give(*piece, keep_end))
      co_return Error{ErrorKind::protocol, "the command's output is no stream of Docker"};
  }
  if (output.size() > Executed::most_output) output.erase(0, output.size() - Executed::most_output);
  co_return output;
}

Task<Result<Executed>> run(Engine& engine, std::string id, Execution execution) {
  boost::json::array words;
  for (const auto& word : execution.command) words.push_back(boost::json::value(word));
  boost::json::object order{{"AttachStdout", true}, {"AttachStderr", true}, {"Cmd", words}};
  if (!execution.working_dir.empty()) order["WorkingDir"] = execution.working_dir;
  auto request = post(fmt::format("/containers/{}/exec", http::escape(id)), order);
  auto created = co_await call(engine, std::move(request), quick);
  if (!created) co_return created.error();
  auto exec_id = text_at(created->body, "Id");
  if (exec_id.empty()) co_return Error{ErrorKind::protocol, "the engine created a command without an id"};
  auto ran = co_await run_to_end(engine, exec_id, execution.limit);
  bool hangs = !ran && ran.error().kind == ErrorKind::timeout;
  if (!ran && !hangs) co_return ran.error();
  http::Request look;
  look.target = fmt::format("/exec/{}/json", http::escape(exec_id));
  auto seen = co_await call(engine, std::move(look), quick);
  if (hangs) {
    auto ended = seen ? end_command(number_at(seen->body, "Pid"), text_at(seen->body, "ContainerID")) : seen.error();
    auto end = ended ? "was killed" : "could not be killed: " + ended.error().text;
    co_return Error{ErrorKind::timeout, "it did not end in time, and " + end};
  }
  if (!seen) co_return seen.error();
  Executed executed{number_at(seen->body, "ExitCode"), std::move(*ran)};
  co_return executed;
}

}  // namespace

Task<Result<Executed>> run_in_container(Engine& engine, std::string id, Execution execution) {
  return at_the_door(run(engine, std::move(id), std::move(execution)));
}

}  // namespace berth::docker
