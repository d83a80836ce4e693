#include "http/answer.h"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace berth::http {

namespace beast = boost::beast::http;

namespace {

constexpr std::uint32_t longest_head = 64 * 1024;
constexpr std::size_t piece_size = 16 * 1024;
// Beast limits a head, but neither a chunk's extension nor a trailer: what waits undigested must not grow without end.
constexpr std::size_t most_undigested = longest_head + piece_size;

Error explain(const boost::system::error_code& error) {
  if (error == beast::error::header_limit) return {ErrorKind::limit, "the answer's head is too long"};
  if (error == beast::error::partial_message)
    return {ErrorKind::unreachable, "closed the connection in the middle of its answer"};
  return {ErrorKind::protocol, fmt::format("the answer is not proper HTTP: {}", error.message())};
}

}  // namespace

struct AnswerParser::State {
  beast::response_parser<beast::buffer_body> parser;
  std::string bytes;
  std::size_t used = 0;  // of `bytes`
  bool ended = false;
  bool head_told = false;
  Head head;
  std::array<char, piece_size> window;
  std::string_view piece;

  Result<bool> digest();
  Result<Step> at_end();
};

AnswerParser::AnswerParser() : state_(std::make_unique<State>()) {
  state_->parser.header_limit(longest_head);
  state_->parser.body_limit(boost::none);  // streams go on for months; who reads a whole body has a limit of his own
}

AnswerParser::~AnswerParser() = default;

void AnswerParser::give(std::string_view bytes) {
  state_->bytes.erase(0, std::exchange(state_->used, 0));
  state_->bytes += bytes;
}

void AnswerParser::give_end() {
  state_->ended = true;
}

// One move of Beast's parser; says whether there was any. What it finds of the body is in `piece`.
Result<bool> AnswerParser::State::digest() {
  auto& body = parser.get().body();
  body.data = window.data();
  body.size = window.size();
  boost::system::error_code error;
  auto taken = parser.put(boost::asio::buffer(bytes.data() + used, bytes.size() - used), error);
  used += taken;
  piece = {window.data(), window.size() - body.size};
  if (error == beast::error::need_more) return false;
  if (error && error != beast::error::need_buffer) return explain(error);
  return taken > 0;
}

Result<AnswerParser::Step> AnswerParser::State::at_end() {
  if (!parser.got_some()) return Error{ErrorKind::unreachable, "closed the connection without an answer"};
  boost::system::error_code error;
  parser.put_eof(error);
  if (error) return explain(error);
  return Step::end;
}

Result<AnswerParser::Step> AnswerParser::step() {
  auto& state = *state_;
  state.piece = {};
  while (true) {
    if (!state.head_told && state.parser.is_header_done()) {
      state.head_told = true;
      const auto& message = state.parser.get();
      state.head = {static_cast<int>(message.result_int()), message[beast::field::content_type]};
      return Step::head;
    }
    if (state.parser.is_done()) return Step::end;
    bool moved = false;
    if (state.used < state.bytes.size()) {
      auto digested = state.digest();
      if (!digested) return digested.error();
      moved = *digested;
    }
    if (!state.piece.empty()) return Step::piece;
    if (moved) continue;
    if (state.ended) return state.at_end();
    if (state.bytes.size() - state.used > most_undigested)
      return Error{ErrorKind::limit, "the answer has a line that is too long"};
    return Step::wants_bytes;
  }
}

const Head& AnswerParser::head() const {
  return state_->head;
}
std::string_view AnswerParser::piece() const {
  return state_->piece;
}

}  // namespace berth::http
