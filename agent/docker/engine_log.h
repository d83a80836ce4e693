// A container's lines from the engine's own log, each with its time, where the engine keeps one that can be read (the
// drivers local, json-file and journald).
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "docker/demux.h"
#include "docker/engine.h"

namespace berth::docker {

struct LoggedLine {
  Stream stream = Stream::out;
  std::int64_t at = 0;  // microseconds since 1970: when the engine had it
  std::string text;     // with its newline; a piece of a line longer than 16 KiB has none
};

// Takes the answer apart, in whatever cut it arrives: one frame is one line, behind its time and a space.
class LoggedLines {
 public:
  using Reader = std::function<void(LoggedLine)>;
  Result<void> give(std::string_view bytes, const Reader& reader);

 private:
  Demux demux_;
  std::string frame_;
};

// Those that came from `since` (microseconds since 1970) up to now, in their order. ErrorKind::limit if they are more
// than `most` bytes; what the engine complains of if it can't read its log.
Task<Result<std::vector<LoggedLine>>> read_log(Engine& engine, std::string id, std::int64_t since, std::size_t most);

}  // namespace berth::docker
