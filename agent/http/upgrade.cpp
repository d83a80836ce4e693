#include "http/upgrade.h"

#include "http/connection.h"

namespace berth::http {

namespace {

constexpr std::size_t longest_refusal = 64 * 1024;

// Why the server refused; cut short, since it is for people.
Task<Result<void>> receive_refusal(Connection& connection, AnswerParser& answer, std::string& body) {
  Result<void> done;
  while (body.size() < longest_refusal) {
    auto step = co_await next_step(connection, answer);
    if (!step) co_return step.error();
    if (*step == AnswerParser::Step::end) break;
    body += answer.piece();
  }
  co_return done;
}

}  // namespace

Task<Result<Upgraded>> upgrade(Executor executor, std::string socket_path, Request request, Duration limit) {
  request.headers.emplace_back("Connection", "Upgrade");
  request.headers.emplace_back("Upgrade", "tcp");
  Connection connection(executor);
  connection.limit(limit);
  auto opened = co_await connection.open(socket_path);
  if (!opened) co_return opened.error();
  auto bytes = to_bytes(request);
  auto sent = co_await connection.send(bytes);
  if (!sent) co_return sent.error();
  auto head = co_await connection.receive_head();
  if (!head) co_return head.error();

  AnswerParser answer;
  answer.give(*head);
  auto step = answer.step();
  if (!step) co_return step.error();
  Upgraded upgraded;
  upgraded.head = answer.head();
  if (upgraded.head.status == 101 || upgraded.head.status == 200) {
    auto socket = connection.release();
    if (!socket) co_return socket.error();
    upgraded.socket = std::move(*socket);
    co_return upgraded;
  }
  auto received = co_await receive_refusal(connection, answer, upgraded.body);
  if (!received) co_return received.error();
  co_return upgraded;
}

}  // namespace berth::http
