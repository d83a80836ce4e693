// The two ends of one output, and the order in which bytes go from one to the other. For Output alone.
#pragma once

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <string>

#include "docker/demux.h"
#include "loop/wakeup.h"
#include "supervise/output.h"
#include "supervise/passage.h"
#include "supervise/recall.h"
#include "supervise/status.h"

namespace berth::supervise {

struct Output::State : Passage {
  State(const Executor& executor, OutputShelf& shelf, logs::Journal& journal, Way& way, const logs::Source& source,
        const service::Log& log, std::function<void()> rotated);

  // Finishes or undoes what a process before this one has begun.
  void pick_up(bool is_resumed);
  // Lines may be missing here: what the engine's own log has of them is put in their place, and what it may not have is
  // told (output_gap.cpp). False: it was called off. Nothing is missing of one that `may_be_gone` and is.
  static Task<bool> bridge_gap(std::shared_ptr<State> state, std::string why, bool may_be_gone = false);
  Task<Border> border(std::int64_t asked_since);
  Task<> fill_gap(Recalled recalled, bool was_engine_up, std::string why);
  void tell_gap(const std::string& why);
  Task<> put(std::vector<Recalled::Piece> pieces);
  void keep_socket() { shelf.keep(container_id, socket.native_handle()); }
  ssize_t peek(std::size_t limit = 0) { return Passage::peek(socket.native_handle(), limit); }
  void peek_anew() { Passage::peek_anew(socket.native_handle()); }
  bool pass_on(std::size_t count) { return Passage::pass_on(socket.native_handle(), count); }
  void commit(std::size_t taken) { Passage::commit(socket.native_handle(), taken); }
  // Both streams are over.
  void finish();

  Result<void> read(int socket, std::string_view bytes, std::int64_t at) override;
  std::string remembered() const override;
  void remember(const std::string& bytes) override;
  // Nothing can have been missed until then: when the last bytes were read, or when the socket was last seen to be open
  // and empty if they were read after that, for they may have stood in it. Microseconds since 1970, 0: not known.
  std::int64_t last_read() const { return std::min({came_at(), stood_at, known_until}); }
  std::int64_t came_at() const { return checkpoint.is_new() ? since : checkpoint.batch().at; }
  void note_open() { stood_at = Moment::unix_usec(); }

  OutputShelf& shelf;
  std::string container_id, service;
  boost::asio::posix::stream_descriptor socket;
  docker::Demux demux;
  std::function<void()> ended;
  Wakeup over;
  std::int64_t since, attached_at;  // microseconds since 1970
  Recall recall;
  service::LogFormat format;
  std::array<Tail, 2> tails;
  bool knows_tails;
  std::int64_t stood_at;  // the connection, when last seen; of a resumed one: not known to be later than its last bytes
  std::int64_t known_until;  // of an output before this one, until what was missed in between has been bridged
  std::uint64_t bytes_read = 0;
  bool is_over = false;
};

}  // namespace berth::supervise
