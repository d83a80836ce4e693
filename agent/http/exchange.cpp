#include "http/exchange.h"

#include "http/connection.h"

namespace berth::http {

struct Exchange::State {
  State(const Executor& executor, std::string socket_path) : connection(executor), path(std::move(socket_path)) {}

  Connection connection;
  std::string path;
  AnswerParser answer;
};

Exchange::Exchange(const Executor& executor, std::string socket_path)
    : state_(std::make_unique<State>(executor, std::move(socket_path))) {}

Exchange::~Exchange() = default;

void Exchange::limit(Duration limit) {
  state_->connection.limit(limit);
}

Task<Result<Head>> Exchange::send(Request request) {
  auto opened = co_await state_->connection.open(state_->path);
  if (!opened) co_return opened.error();
  auto bytes = to_bytes(request);
  auto sent = co_await state_->connection.send(bytes);
  if (!sent) co_return sent.error();
  auto step = co_await next_step(state_->connection, state_->answer);
  if (!step) co_return step.error();
  co_return state_->answer.head();
}

Task<Result<std::string_view>> Exchange::read() {
  auto step = co_await next_step(state_->connection, state_->answer);
  if (!step) co_return step.error();
  co_return *step == AnswerParser::Step::piece ? state_->answer.piece() : std::string_view();
}

Task<Result<std::string>> Exchange::read_all(std::size_t longest) {
  std::string whole;
  while (true) {
    auto piece = co_await read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return whole;
    if (piece->size() > longest - whole.size())
      co_return Error{ErrorKind::limit, fmt::format("the answer is longer than {} bytes", longest)};
    whole += *piece;
  }
}

}  // namespace berth::http
