#include "import/compose_variables.h"

#include <algorithm>

#include "base/text.h"

namespace berth::importing {

namespace {

constexpr std::string_view blanks = " \t\r\v\f";

class Reader {
 public:
  Reader(std::string_view text, const Values& known) : rest_(text), all_(known) {}
  Values read();

 private:
  void skip(std::string_view what) { rest_.remove_prefix(std::min(rest_.find_first_not_of(what), rest_.size())); }
  std::string_view take_line();
  void read_one();
  std::string read_value();
  std::string filled(std::string value);

  std::string_view rest_;
  Values all_, own_;
  Interpolation variables_{all_};
};

std::string_view Reader::take_line() {
  auto line = rest_.substr(0, rest_.find('\n'));
  rest_.remove_prefix(std::min(line.size() + 1, rest_.size()));
  return line;
}

// The quote that ends what `text` begins with.
std::size_t closing_quote(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == text.front())
      return i;
  }
  return std::string_view::npos;
}

// A \$ is no variable.
std::string without_escapes(std::string_view text) {
  constexpr std::string_view signs = "abfnrtv", meant = "\a\b\f\n\r\t\v";
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_escape = text[i] == '\\' && i + 1 < text.size();
    auto sign = is_escape ? text[i + 1] : '\0';
    auto at = signs.find(sign);
    if (sign == '$')
      out += "$$";
    else if (sign == '"' || sign == '\\')
      out += sign;
    else if (is_escape && at != std::string_view::npos)
      out += meant[at];
    else
      out += text.substr(i, is_escape ? 2 : 1);
    if (is_escape) ++i;
  }
  return out;
}

std::string Reader::filled(std::string value) {
  auto text = variables_.fill(value);
  return text ? std::move(*text) : value;
}

std::string Reader::read_value() {
  skip(blanks);
  bool is_quoted = rest_.starts_with('"') || rest_.starts_with('\'');
  auto end = is_quoted ? closing_quote(rest_) : std::string_view::npos;
  if (end == std::string_view::npos) {
    auto line = take_line();
    return filled(std::string(text::trim(line.starts_with('#') ? "" : line.substr(0, line.find(" #")))));
  }
  auto quote = rest_.front();
  auto inside = rest_.substr(1, end - 1);
  rest_.remove_prefix(end + 1);
  take_line();
  return quote == '"' ? filled(without_escapes(inside)) : std::string(inside);
}

void Reader::read_one() {
  auto line = rest_.substr(0, rest_.find('\n'));
  auto sign = line.find_first_of("=:");
  auto name = text::trim(line.substr(0, sign));
  bool is_exported = name.starts_with("export ") || name.starts_with("export\t");
  if (is_exported) name = text::trim(name.substr(7));
  if (sign == std::string_view::npos || name.empty()) {
    take_line();
    if (auto found = all_.find(std::string(name)); found != all_.end()) own_[found->first] = found->second;
    return;
  }
  rest_.remove_prefix(sign + 1);
  auto value = read_value();
  all_[std::string(name)] = value;
  own_[std::string(name)] = std::move(value);
}

Values Reader::read() {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
  while (true) {
    skip(" \t\r\v\f\n");
    if (rest_.empty()) return std::move(own_);
    if (rest_.starts_with('#'))
      take_line();
    else
      read_one();
  }
}

}  // namespace

Values read_compose_variables(std::string_view text, const Values& known) {
  return Reader(text, known).read();
}

}  // namespace berth::importing
