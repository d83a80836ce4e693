#include "http/upgrade.h"

#include "http/connection.h"

namespace berth::http {

namespace {

constexpr std::size_t longest_head = 64 * 1024;
constexpr std::size_t longest_refusal = 64 * 1024;
constexpr std::string_view head_end = "\r\n\r\n";

// The head alone. What was looked at is taken at once when it holds no end of a head: else the next look would see the
// same bytes again, and spin.
Task<Result<std::string>> take_head(Connection& connection) {
  std::string head;
  while (head.size() <= longest_head) {
    auto seen = co_await connection.peek();
    if (!seen) co_return seen.error();
    if (seen->empty()) co_return Error{ErrorKind::unreachable, "closed the connection without an answer"};
    auto before = head.size();
    head += *seen;
    auto end = head.find(head_end, before < head_end.size() ? 0 : before - head_end.size());
    if (end != std::string::npos) head.resize(end + head_end.size());
    auto dropped = connection.drop(head.size() - before);
    if (!dropped) co_return dropped.error();
    if (end != std::string::npos) co_return head;
  }
  co_return Error{ErrorKind::limit, "the answer's head is too long"};
}

// Why the server refused; cut short, since it is for people.
Task<Result<std::string>> take_body(Connection& connection, AnswerParser& answer) {
  std::string body;
  while (body.size() < longest_refusal) {
    auto step = answer.step();
    if (!step) co_return step.error();
    if (*step == AnswerParser::Step::end) break;
    if (*step == AnswerParser::Step::piece) {
      body += answer.piece();
      continue;
    }
    auto bytes = co_await connection.receive();
    if (!bytes) co_return bytes.error();
    if (bytes->empty())
      answer.give_end();
    else
      answer.give(*bytes);
  }
  co_return body;
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
  auto head = co_await take_head(connection);
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
  auto body = co_await take_body(connection, answer);
  if (!body) co_return body.error();
  upgraded.body = std::move(*body);
  co_return upgraded;
}

}  // namespace berth::http
