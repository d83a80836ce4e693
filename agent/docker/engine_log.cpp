#include "docker/engine_log.h"

#include <algorithm>

#include "docker/call.h"
#include "docker/timestamp.h"

namespace berth::docker {

namespace {

constexpr std::size_t longest_frame = 2 * 1024 * 1024;
constexpr Duration silence = std::chrono::seconds(10);

LoggedLine line_of(Stream stream, std::string_view frame) {
  auto space = std::min(frame.find(' '), frame.size());
  auto text = frame.substr(std::min(space + 1, frame.size()));
  return {stream, unix_usec(std::string(frame.substr(0, space))), std::string(text)};
}

http::Request log_request(const std::string& id, std::int64_t since) {
  constexpr std::int64_t second = 1'000'000;
  http::Request request;
  request.target = http::with_query(fmt::format("/containers/{}/logs", http::escape(id)),
                                    {{"stdout", "1"},
                                     {"stderr", "1"},
                                     {"timestamps", "1"},
                                     {"since", fmt::format("{}.{:06}", since / second, since % second)}});
  return request;
}

Task<Result<std::vector<LoggedLine>>> follow(Engine& engine, std::string id, std::int64_t since, std::size_t most) {
  http::Exchange exchange(engine.executor(), engine.socket_path());
  auto request = log_request(id, since);
  auto opened = co_await open_stream(exchange, engine, std::move(request), silence);
  if (!opened) co_return opened.error();
  LoggedLines lines;
  std::vector<LoggedLine> all;
  std::size_t size = 0;
  LoggedLines::Reader keep = [&](LoggedLine line) {
    size += line.text.size();
    all.push_back(std::move(line));
  };
  while (true) {
    exchange.limit(silence);
    auto piece = co_await exchange.read();
    if (!piece) co_return piece.error();
    if (piece->empty()) co_return all;
    auto given = lines.give(*piece, keep);
    if (!given) co_return given.error();
    if (size > most) co_return Error{ErrorKind::limit, fmt::format("more than {} bytes", most)};
  }
}

}  // namespace

Result<void> LoggedLines::give(std::string_view bytes, const Reader& reader) {
  Demux::Reader collect = [this](Stream, std::string_view part) { frame_ += part; };
  while (!bytes.empty()) {
    const auto& place = demux_.place();
    if (place.left > longest_frame) return Error{ErrorKind::protocol, "a line of the engine's log has no end"};
    auto wanted = place.left > 0 ? place.left : place.header.size() - place.have;
    auto part = bytes.substr(0, wanted);
    auto given = demux_.give(part, collect);
    if (!given) return given;
    bytes.remove_prefix(part.size());
    if (!demux_.is_between_frames() || frame_.empty()) continue;
    reader(line_of(place.stream, frame_));
    frame_.clear();
  }
  return {};
}

Task<Result<std::vector<LoggedLine>>> read_log(Engine& engine, std::string id, std::int64_t since, std::size_t most) {
  return at_the_door(follow(engine, std::move(id), since, most));
}

}  // namespace berth::docker
