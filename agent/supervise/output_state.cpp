#include "supervise/output_state.h"

#include <cstring>

#include "supervise/status.h"

namespace berth::supervise {

namespace {

logs::Stream as_logged(docker::Stream stream) {
  return stream == docker::Stream::out ? logs::Stream::out : logs::Stream::err;
}

}  // namespace

Output::State::State(const Executor& executor, OutputShelf& s, logs::Journal& journal, Way& way,
                     const logs::Source& source, const service::Log& log, std::function<void()> rotated)
    : Passage(executor, journal, s.checkpoint_of(way.container_id), source, log, std::move(rotated)),
      shelf(s),
      container_id(way.container_id),
      service(source.service),
      socket(executor, way.socket.release()),
      over(executor),
      since(way.since),
      attached_at(Moment::unix_usec()),
      recall(way.recall),
      format(log.format),
      knows_tails(way.past == Past::none || checkpoint.was_there()),
      stood_at(attached_at),
      known_until(way.gap.empty() ? unbounded : way.known_until) {}

void Output::State::pick_up(bool is_resumed) {
  Passage::pick_up(is_resumed ? socket.native_handle() : -1);
  if (is_resumed) stood_at = came_at();
  if (!is_resumed) demux = {};  // another connection begins with a frame
  peek_anew();
}

Result<void> Output::State::read(int, std::string_view bytes, std::int64_t at) {
  bytes_read += bytes.size();
  docker::Demux::Reader reader = [this, at](docker::Stream stream, std::string_view part) {
    tails[stream == docker::Stream::err].add(part, at);
    sink.take(as_logged(stream), part);
  };
  auto given = demux.give(bytes, reader);
  if (!given) return given.error().during("the engine's output stream is broken");
  return given;
}

void Output::State::finish() {
  // Nothing new was read: whoever looks for what came later begins there.
  auto now = logs::Moment::now();
  if (came_at() > 0) now.wall = std::chrono::system_clock::time_point(Duration(came_at()));
  sink.begin(now);
  sink.take_ends();
  commit(0);
  sink.end();
}

std::string Output::State::remembered() const {
  std::string bytes;
  const auto& place = demux.place();
  bytes.append(reinterpret_cast<const char*>(place.header.data()), place.header.size());
  pack_number(bytes, place.have);
  pack_number(bytes, place.left);
  pack_number(bytes, place.stream == docker::Stream::err ? 1 : 0);
  sink.save(bytes);
  pack_number(bytes, knows_tails ? 1 : 0);
  for (const auto& tail : tails) {
    pack_text(bytes, tail.bytes);
    pack_number(bytes, static_cast<std::uint64_t>(tail.at));
  }
  return bytes;
}

void Output::State::remember(const std::string& bytes) {
  docker::Demux::Place place;
  if (bytes.size() < place.header.size()) return;
  std::memcpy(place.header.data(), bytes.data(), place.header.size());
  Unpacking rest(std::string_view(bytes).substr(place.header.size()));
  place.have = std::min<std::size_t>(rest.number(), place.header.size() - 1);
  place.left = static_cast<std::uint32_t>(rest.number());
  place.stream = rest.number() == 1 ? docker::Stream::err : docker::Stream::out;
  demux.resume(place);
  sink.restore(rest);
  knows_tails = rest.number() == 1;
  for (auto& tail : tails) {
    tail.bytes = rest.text().substr(0, Tail::longest);
    tail.at = static_cast<std::int64_t>(rest.number());
  }
  knows_tails = knows_tails && rest.ok();
}

}  // namespace berth::supervise
