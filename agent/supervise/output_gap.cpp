// Gaps: what came while nobody read is looked for in the engine's own log, and what may be missing is told.
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "logs/message_ids.h"
#include "supervise/output_state.h"

namespace berth::supervise {

namespace {

// The engine's clock for a line and ours for its arrival are not read at the same moment.
constexpr std::int64_t margin = 10'000'000;
// What is in the engine's log has reached the new connection by then, if it is to.
constexpr Duration under_way = std::chrono::milliseconds(50);
constexpr std::size_t largest_batch = 256 * 1024;
constexpr std::size_t longest_head = 64 * 1024;

// The engine gives no log of a container that it is removing, either.
bool is_gone(const Error& error) {
  return error.kind == ErrorKind::not_found || error.kind == ErrorKind::conflict;
}

}  // namespace

Task<bool> Output::State::bridge_gap(std::shared_ptr<State> state, std::string why, bool may_be_gone) {
  auto known_until = state->last_read();
  auto asked_since = std::max<std::int64_t>(0, known_until - margin);
  Result<EngineMemory> memory = EngineMemory();
  bool may_recall = state->knows_tails && state->recall;
  if (may_recall) {
    auto asked = state->recall(asked_since);
    memory = co_await std::move(asked);
  }
  if (!memory && memory.error().kind == ErrorKind::cancelled) co_return false;
  if (may_be_gone && !memory && is_gone(memory.error())) co_return true;
  if (!may_recall || !memory) {
    if (!memory) why = fmt::format("{}, and the engine's own log cannot be read: {}", why, memory.error().text);
    state->tell_gap(why);
    co_return true;
  }
  auto border = co_await state->border(asked_since);
  bool was_up = memory->up_since > 0 && memory->up_since <= static_cast<std::uint64_t>(known_until);
  auto recalled = berth::supervise::recall(memory->lines, border);
  co_await state->fill_gap(recalled, was_up, why);
  co_return true;
}

// Only from an engine that was never away: what one that died has lost in between, its log does not show.
Task<> Output::State::fill_gap(Recalled recalled, bool was_engine_up, std::string why) {
  if (!was_engine_up) co_return tell_gap(why);
  if (!recalled.reaches_back) co_return tell_gap(why + ", and the engine's own log begins later");
  auto count = recalled.pieces.size();
  co_await put(std::move(recalled.pieces));
  if (count == 0) co_return;
  sink.note(log::Level::info, fmt::format("{} lines are from the engine's own log: {}", count, why));
}

Task<Border> Output::State::border(std::int64_t asked_since) {
  Border border{tails, {}, attached_at, asked_since};
  if (is_over) co_return border;
  co_await sleep(under_way);
  auto got = peek(longest_head);
  if (got <= 0) co_return border;
  docker::Demux::Reader reader = [&border](docker::Stream stream, std::string_view part) {
    border.heads[stream == docker::Stream::err] += part;
  };
  // A stream that makes no sense is told of when it is read.
  (void)docker::Demux().give(peeked(static_cast<std::size_t>(got)), reader);
  peek_anew();
  co_return border;
}

// As if it had been read: in batches, each of which a daemon that comes next knows of. A form with times needs the
// engine's time of each line.
Task<> Output::State::put(std::vector<Recalled::Piece> pieces) {
  bool has_times = format != service::LogFormat::plain;
  for (auto piece = pieces.begin(); piece != pieces.end();) {
    auto now = logs::Moment::now();
    now.wall = std::chrono::system_clock::time_point(Duration(piece->at));
    sink.begin(now);
    std::size_t size = 0;
    do {
      tails[piece->stream == docker::Stream::err].add(piece->text, piece->at);
      sink.take(piece->stream == docker::Stream::err ? logs::Stream::err : logs::Stream::out, piece->text);
      size += piece->text.size();
    } while (++piece != pieces.end() && !has_times && size < largest_batch);
    commit(0);
    co_await boost::asio::post(socket.get_executor(), boost::asio::use_awaitable);
  }
}

void Output::State::tell_gap(const std::string& why) {
  auto now = logs::Moment::now();
  auto from = last_read() > 0 ? std::chrono::system_clock::time_point(Duration(last_read())) : now.wall;
  auto text = fmt::format("lines of {} may be missing between {} and {}: {}", service, logs::rfc3339(from),
                          logs::rfc3339(now.wall), why);
  sink.begin(now);
  sink.take_ends();
  sink.take_note("berth: " + text);
  commit(0);
  sink.note(log::Level::warning, text, logs::message_id::gap);
}

}  // namespace berth::supervise
