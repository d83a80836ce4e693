#include "config/problem.h"

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace berth::config {

namespace {

std::string_view line_of(std::string_view source, int number) {
  for (int line = 1; line < number; ++line) {
    auto end = source.find('\n');
    if (end == std::string_view::npos) return {};
    source.remove_prefix(end + 1);
  }
  return source.substr(0, source.find('\n'));
}

// The window of a long line that is worth showing, and where the column is in it.
std::string excerpt(std::string_view line, int column) {
  constexpr std::size_t width = 100;
  std::size_t at = 0;
  for (int seen = 1; at < line.size() && seen < column; ++seen) {
    do ++at;
    while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xc0) == 0x80);
  }
  std::size_t from = at > width / 2 ? at - width / 2 : 0;
  while (from > 0 && (static_cast<unsigned char>(line[from]) & 0xc0) == 0x80) --from;
  auto before = text::printable(line.substr(from, at - from), 4 * width);
  auto after = text::printable(line.substr(at, 2 * width), width);
  auto indent = std::count_if(before.begin(), before.end(), [](char c) { return (c & 0xc0) != 0x80; });
  return fmt::format("  {}{}\n  {:>{}}\n", before, after, '^', indent + 1);
}

}  // namespace

std::string one_line(const Problem& problem) {
  std::string line = problem.path;
  if (problem.place.line > 0) line += fmt::format(":{}", problem.place.line);
  if (problem.place.line > 0 && problem.place.column > 0) line += fmt::format(":{}", problem.place.column);
  line += fmt::format(": {}", problem.text);
  if (!problem.suggestion.empty()) line += fmt::format(" (did you mean \"{}\"?)", problem.suggestion);
  return line;
}

std::string with_source(const Problem& problem, std::string_view source) {
  auto shown = one_line(problem) + "\n";
  if (problem.place.line < 1 || problem.place.column < 1) return shown;
  return shown + excerpt(line_of(source, problem.place.line), problem.place.column);
}

void Problems::add(Place place, std::string text, std::string suggestion) {
  if (full()) return;
  if (list_.size() + 1 == most_) {
    text = "there are more problems, but this is enough for one file";
    suggestion.clear();
  }
  const auto& path = place.file == 0 ? path_ : drop_ins_.at(static_cast<std::size_t>(place.file - 1));
  list_.push_back({path, place, std::move(text), std::move(suggestion)});
}

bool Problems::full() const {
  return list_.size() >= most_;
}

std::vector<Problem> Problems::sorted() const {
  auto result = list_;
  std::stable_sort(result.begin(), result.end(), [](const Problem& a, const Problem& b) {
    return std::tuple(a.place.file, a.place.line, a.place.column) <
           std::tuple(b.place.file, b.place.line, b.place.column);
  });
  return result;
}

}  // namespace berth::config
