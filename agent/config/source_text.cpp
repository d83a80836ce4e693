#include "config/source_text.h"

#include <algorithm>

#include "base/text.h"
#include "config/document.h"

namespace berth::config {

namespace {

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

bool is_control(char c) {
  auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

}  // namespace

SourceText::SourceText(std::string_view text, int file) : text_(text), file_(file) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  line_starts_.push_back(0);
  if (text_.size() > largest_file) return;
  characters_before_.reserve(text_.size() + 1);
  std::uint32_t characters = 0;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    characters_before_.push_back(characters);
    if (begins_character(text_[i])) ++characters;
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
  characters_before_.push_back(characters);
}

bool SourceText::check(Problems& problems) const {
  if (text_.size() > largest_file) {
    problems.add({0, 0, file_}, fmt::format("the file is larger than {} KiB", largest_file / 1024));
    return false;
  }
  if (auto front = text::utf8_front(text_); front < text_.size()) {
    problems.add(place_at(front),
                 fmt::format("the byte \\x{:02x} is not UTF-8 text", static_cast<unsigned char>(text_[front])));
    return false;
  }
  auto control = std::find_if(text_.begin(), text_.end(), is_control);
  if (control == text_.end()) return true;
  problems.add(place_at(static_cast<std::size_t>(control - text_.begin())),
               fmt::format("the control character \\x{:02x} is not allowed", static_cast<unsigned char>(*control)));
  return false;
}

Place SourceText::place(int line, int column) const {
  if (line < 0 || column < 0 || static_cast<std::size_t>(line) >= line_starts_.size()) return {0, 0, file_};
  return place_at(
      std::min(line_starts_[static_cast<std::size_t>(line)] + static_cast<std::size_t>(column), text_.size()));
}

std::string_view SourceText::from(Place place) const {
  auto rest = line(place.line);
  if (rest.data() == nullptr) return {};
  for (int column = 1; column < place.column && !rest.empty();) {
    rest.remove_prefix(1);
    if (rest.empty() || begins_character(rest.front())) ++column;
  }
  return text_.substr(static_cast<std::size_t>(rest.data() - text_.data()));
}

std::string_view SourceText::line(int number) const {
  if (number < 1 || static_cast<std::size_t>(number) > line_starts_.size()) return {};
  auto rest = text_.substr(line_starts_[static_cast<std::size_t>(number - 1)]);
  return rest.substr(0, rest.find('\n'));
}

Place SourceText::place_at(std::size_t offset) const {
  auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  auto column = characters_before_[offset] - characters_before_[*(after - 1)] + 1;
  return {static_cast<int>(after - line_starts_.begin()), static_cast<int>(column), file_};
}

}  // namespace berth::config
