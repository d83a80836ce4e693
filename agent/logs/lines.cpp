#include "logs/lines.h"

#include <algorithm>
#include <utility>

namespace berth::logs {

namespace {

// More than this is given back after an unusually long line: there are two streams for every service.
constexpr std::size_t usual_line = 16 * 1024;

void empty(std::string& buffer) {
  buffer.clear();
  if (buffer.capacity() > usual_line) buffer.shrink_to_fit();
}

}  // namespace

void Lines::feed(std::string_view piece) {
  empty(joined_);
  piece_ = piece;
}

void Lines::flush() {
  feed({});
  ended_ = true;
}

std::optional<Line> Lines::next() {
  auto room = longest - partial_.size();
  // One byte beyond the room: a newline there still ends a line of the greatest length.
  auto newline = piece_.substr(0, room + 1).find('\n');
  if (newline != std::string_view::npos) return hand_out(newline, End::newline);
  if (piece_.size() > room) return hand_out(room, End::cut);
  keep_rest();
  if (!std::exchange(ended_, false) || partial_.empty()) return std::nullopt;
  return hand_out(0, End::stream);
}

Line Lines::hand_out(std::size_t length, End end) {
  auto taken = length + (end == End::newline ? 1 : 0);
  auto text = piece_.substr(0, length);
  if (!partial_.empty()) {
    // Only the first line of a piece can have begun before it, so one buffer is enough.
    std::swap(joined_, partial_);
    joined_.append(piece_.substr(0, taken));
    text = std::string_view(joined_).substr(0, joined_.size() - (taken - length));
  }
  piece_.remove_prefix(taken);
  return {text, end};
}

void Lines::keep_rest() {
  partial_.append(piece_);
  piece_ = {};
}

}  // namespace berth::logs
