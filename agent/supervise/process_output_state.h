// The parts of one process's output: what listens, what is connected, and what writes. For ProcessOutput alone.
#pragma once

#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <map>

#include "base/packing.h"
#include "supervise/passage.h"
#include "supervise/process_output.h"

namespace berth::supervise {

struct ProcessOutput::Connection {
  Connection(const Executor& executor, std::string name, int of_stream, UniqueFd fd)
      : id(std::move(name)), stream(of_stream), socket(executor, fd.release()) {}
  int fd() { return socket.native_handle(); }

  std::string id;
  int stream;
  boost::asio::posix::stream_descriptor socket;
  Tasks::Id pump = 0;
};

// Bytes of the connection at hand are lines of its stream: there are no frames.
struct ProcessOutput::Writer : Passage {
  using Passage::Passage;

  Result<void> read(int, std::string_view bytes, std::int64_t) override {
    sink.take(static_cast<logs::Stream>(stream), bytes);
    return {};
  }
  std::string remembered() const override {
    std::string bytes;
    pack_text(bytes, connection);
    sink.save(bytes);
    return bytes;
  }
  void remember(const std::string& bytes) override {
    Unpacking rest(bytes);
    rest.text();
    sink.restore(rest);
  }
  // Whose batch it is that a process before this one has begun; empty if it has begun none.
  std::string unfinished() const {
    auto state = checkpoint.is_done() ? std::string() : checkpoint.state();
    return std::string(Unpacking(state).text());
  }
  void take_from(const Connection& one) {
    connection = one.id;
    stream = one.stream;
  }

  // Its last line is one, also without its newline.
  void end(const Connection& one) {
    sink.begin(logs::Moment::now());
    sink.take_end(static_cast<logs::Stream>(one.stream));
    take_from(one);
    commit(-1, 0);
  }

  std::string connection;
  int stream = 0;
};

struct ProcessOutput::State {
  State(Tasks& t, OutputShelf& s, logs::Journal& j, Way w, std::function<void(const std::string&)> r)
      : tasks(t), shelf(s), journal(j), way(std::move(w)), rotated(std::move(r)) {}

  void open_writer(const service::Log& wanted);
  void take_back();
  std::shared_ptr<Connection> add(std::string id, int stream, UniqueFd fd);
  void forget(const Connection& connection);
  // Under which name a stream's listening socket is on the shelf; those of connections begin with it.
  std::string name_of(int stream) const;
  const std::string& path_of(int stream) const { return stream == 0 ? way.out : way.err; }

  Tasks& tasks;
  OutputShelf& shelf;
  logs::Journal& journal;
  Way way;
  std::function<void(const std::string&)> rotated;
  service::Log log;
  std::unique_ptr<Writer> writer;
  std::array<std::shared_ptr<boost::asio::posix::stream_descriptor>, 2> listeners;
  std::map<std::string, std::shared_ptr<Connection>> connections;
  std::uint64_t last_number = 0;
  bool is_resumed = false;
};

}  // namespace berth::supervise
