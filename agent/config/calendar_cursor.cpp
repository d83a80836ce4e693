#include "config/calendar_cursor.h"

#include <utility>

namespace berth::config {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool CalendarCursor::take(std::string_view front) {
  if (!rest_.starts_with(front)) return false;
  skip(front.size());
  return true;
}

void CalendarCursor::skip_blanks() {
  while (at(' ')) skip(1);
}

std::optional<int> CalendarCursor::number() {
  int value = 0;
  if (at_end() || !is_digit(rest_.front())) return std::nullopt;
  for (; !at_end() && is_digit(rest_.front()); skip(1)) {
    if (value > 100'000'000) return std::nullopt;
    value = value * 10 + (rest_.front() - '0');
  }
  return value;
}

// "7" or "7.25"; ".." ends it.
std::optional<int> CalendarCursor::seconds() {
  auto whole = number();
  if (!whole || *whole > 2000) return std::nullopt;
  int value = *whole * second_usec;
  if (!at('.') || rest_.substr(1).starts_with('.')) return value;
  skip(1);
  if (at_end() || !is_digit(rest_.front())) return std::nullopt;
  int worth = second_usec / 10;
  bool is_rounded = false;
  for (; !at_end() && is_digit(rest_.front()); skip(1), worth /= 10) {
    if (worth > 0)
      value += worth * (rest_.front() - '0');
    else if (!std::exchange(is_rounded, true) && rest_.front() >= '5')
      ++value;  // finer than a microsecond
  }
  return value;
}

}  // namespace berth::config
