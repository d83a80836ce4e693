#include "supervise/process_output_state.h"

namespace berth::supervise {

std::string ProcessOutput::State::name_of(int stream) const {
  return fmt::format("{}{}/{}", process_prefix, way.service, stream == 0 ? "out" : "err");
}

void ProcessOutput::State::open_writer(const service::Log& wanted) {
  log = wanted;
  logs::Source source;
  source.service = way.service;
  std::function<void()> was_rotated;
  if (log.compress) was_rotated = [rotated = rotated, file = log.file] { rotated(file); };
  writer = std::make_unique<Writer>(tasks.executor(), journal, way.checkpoint, source, log, std::move(was_rotated));
}

std::shared_ptr<ProcessOutput::Connection> ProcessOutput::State::add(std::string id, int stream, UniqueFd fd) {
  auto one = std::make_shared<Connection>(tasks.executor(), id, stream, std::move(fd));
  connections[id] = one;
  return one;
}

// The connections that a daemon before this one was reading, with the batch that it did not finish.
void ProcessOutput::State::take_back() {
  for (int stream : {0, 1}) {
    auto prefix = name_of(stream) + "/";
    for (const auto& id : shelf.waiting(prefix)) {
      auto number = std::strtoull(id.c_str() + prefix.size(), nullptr, 10);
      last_number = std::max<std::uint64_t>(last_number, number);
      add(id, stream, shelf.take(id));
    }
  }
  auto cut_off = connections.find(writer->unfinished());
  if (cut_off != connections.end()) writer->take_from(*cut_off->second);
  writer->pick_up(cut_off == connections.end() ? -1 : cut_off->second->fd());
  for (const auto& [id, connection] : connections) Passage::peek_anew(connection->fd());
}

void ProcessOutput::State::forget(const Connection& connection) {
  auto id = connection.id;
  shelf.forget_socket(id);
  connections.erase(id);
}

}  // namespace berth::supervise
