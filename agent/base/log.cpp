#include "base/log.h"

#include <unistd.h>

#include <cstdlib>

namespace berth::log {

namespace {

Level highest_level = Level::info;

bool read_by_journald() {
  static const bool is = std::getenv("JOURNAL_STREAM") != nullptr;
  return is;
}

}  // namespace

void set_level(Level highest) {
  highest_level = highest;
}
Level level() {
  return highest_level;
}

void write(Level level, std::string_view text) {
  if (level > highest_level) return;
  fmt::memory_buffer line;
  if (read_by_journald()) fmt::format_to(std::back_inserter(line), "<{}>", static_cast<int>(level));
  // A newline from outside must not become a second record.
  for (char c : text) line.push_back(c == '\n' || c == '\r' ? ' ' : c);
  line.push_back('\n');
  // Nobody is left to tell when standard error itself fails.
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace berth::log
