#include "ctl/line_search.h"

#include <algorithm>
#include <optional>
#include <string>

#include "ctl/log_bytes.h"
#include "ctl/time_text.h"

namespace berth::ctl {

namespace {

struct StampedLine {
  off_t begin = 0;
  Duration time{};
};

// Reads lines one after the other; of each only the front is kept.
class FrontReader {
 public:
  FrontReader(int fd, off_t at, off_t end, std::size_t block) : fd_(fd), next_(at), end_(end), block_(block, '\0') {}

  // The first byte after the next newline, or `end`.
  Result<off_t> skip_line() {
    while (true) {
      auto newline = view_.find('\n');
      if (newline != std::string_view::npos) {
        view_.remove_prefix(newline + 1);
        return place();
      }
      view_ = {};
      auto more = fill();
      if (!more) return more.error();
      if (!*more) return end_;
    }
  }

  Result<std::string> front() {
    std::string front;
    while (true) {
      auto part = view_.substr(0, longest_stamp - front.size());
      auto newline = part.find('\n');
      front += part.substr(0, newline);
      if (newline != std::string_view::npos || front.size() == longest_stamp) return front;
      view_.remove_prefix(part.size());
      auto more = fill();
      if (!more) return more.error();
      if (!*more) return front;
    }
  }

 private:
  off_t place() const { return next_ - static_cast<off_t>(view_.size()); }

  Result<bool> fill() {
    auto wanted = std::min<std::size_t>(block_.size(), static_cast<std::size_t>(end_ - next_));
    auto got = read_at(fd_, block_.data(), wanted, next_);
    if (!got) return got.error();
    next_ += static_cast<off_t>(*got);
    view_ = {block_.data(), *got};
    return *got > 0;
  }

  int fd_;
  off_t next_, end_;
  std::string block_;
  std::string_view view_;
};

// The first line with a time that begins at `at` or later.
Result<std::optional<StampedLine>> stamped_line(int fd, off_t begin, off_t at, off_t end, std::size_t block) {
  FrontReader reader(fd, std::max(begin, at - 1), end, block);
  auto line = at;
  if (at > begin) {
    auto next = reader.skip_line();
    if (!next) return next.error();
    line = *next;
  }
  while (line < end) {
    auto front = reader.front();
    if (!front) return front.error();
    if (auto time = stamp_of(*front)) return std::optional(StampedLine{line, *time});
    auto next = reader.skip_line();
    if (!next) return next.error();
    line = *next;
  }
  return std::optional<StampedLine>();
}

}  // namespace

Result<Tail> last_lines_of(int fd, off_t begin, off_t end, std::uint64_t count, std::size_t block) {
  if (count == 0 || begin >= end) return Tail{end, 0};
  Tail tail;
  std::string bytes(block, '\0');
  for (auto upto = end; upto > begin;) {
    auto from = std::max(begin, upto - static_cast<off_t>(block));
    auto got = read_at(fd, bytes.data(), static_cast<std::size_t>(upto - from), from);
    if (!got) return got.error();
    std::string_view rest(bytes.data(), *got);
    // The newline at the very end ends the last line, and begins none.
    if (upto == end && rest.ends_with('\n')) rest.remove_suffix(1);
    for (auto at = rest.rfind('\n'); at != std::string_view::npos; at = rest.rfind('\n')) {
      tail.begin = from + static_cast<off_t>(at) + 1;
      if (++tail.lines == count) return tail;
      rest.remove_suffix(rest.size() - at);
    }
    upto = from;
  }
  return Tail{begin, tail.lines + 1};
}

Result<off_t> first_line_since(int fd, off_t begin, off_t end, Duration since, std::size_t block) {
  // "The next line with a time is not before `since`" is false up to some byte and true from there on.
  auto low = begin;
  auto high = end;
  while (low < high) {
    auto middle = low + (high - low) / 2;
    auto line = stamped_line(fd, begin, middle, end, block);
    if (!line) return line.error();
    if (*line && (*line)->time < since)
      low = (*line)->begin + 1;
    else
      high = middle;
  }
  if (low == begin) return begin;
  auto line = stamped_line(fd, begin, low, end, block);
  if (!line) return line.error();
  return *line ? (*line)->begin : end;
}

Result<bool> has_stamps(int fd, off_t end) {
  auto line = stamped_line(fd, 0, 0, std::min<off_t>(end, search_block), search_block);
  if (!line) return line.error();
  return line->has_value();
}

}  // namespace berth::ctl
