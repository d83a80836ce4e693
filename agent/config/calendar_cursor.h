// Reads a calendar expression from its front: numbers, seconds with a fraction, separators.
#pragma once

#include <optional>
#include <string_view>

namespace berth::config {

inline constexpr int second_usec = 1'000'000;

class CalendarCursor {
 public:
  explicit CalendarCursor(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool at(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool at_any(std::string_view set) const { return rest_.empty() || set.find(rest_.front()) != std::string_view::npos; }
  std::string_view rest() const { return rest_; }
  void skip(std::size_t count) { rest_.remove_prefix(count); }
  bool take(std::string_view front);
  void skip_blanks();

  // A number, in microseconds if it is one of seconds.
  std::optional<int> value(bool in_seconds) { return in_seconds ? seconds() : number(); }

 private:
  std::optional<int> number();
  std::optional<int> seconds();

  std::string_view rest_;
};

}  // namespace berth::config
