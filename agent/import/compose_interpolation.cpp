#include "import/compose_interpolation.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/command_line.h"

namespace berth::importing {

namespace {

constexpr int most_depth = 32;
constexpr std::size_t most_bytes = 4 * config::largest_file;

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

std::size_t name_length(std::string_view text) {
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text.front())) != 0) return 0;
  auto end = std::find_if_not(text.begin(), text.end(),
                              [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
  return static_cast<std::size_t>(end - text.begin());
}

// Where the brace that `text` begins with is closed.
std::size_t closing_brace(std::string_view text) {
  int open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') ++open;
    if (text[i] == '}' && --open == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::string> Interpolation::value_of(std::string_view name) {
  auto found = values_.find(std::string(name));
  if (found == values_.end()) {
    unset_.emplace(name);
    return std::string();
  }
  spent_ += found->second.size();
  if (spent_ > most_bytes) return Error{ErrorKind::limit, "with its variables filled in, there is too much text"};
  return found->second;
}

Result<std::string> Interpolation::value_of_braces(std::string_view inside, int depth) {
  auto name = inside.substr(0, name_length(inside));
  auto rest = inside.substr(name.size());
  if (name.empty()) return invalid("no name of a variable follows ${ here: write $$ for a dollar sign");
  if (rest.empty()) return value_of(name);
  auto found = values_.find(std::string(name));
  bool counts_empty = rest.starts_with(':');
  bool is_given = found != values_.end() && !(counts_empty && found->second.empty());
  if (counts_empty) rest.remove_prefix(1);
  auto sign = rest.empty() ? '\0' : rest.front();
  if (sign == '-') return is_given ? value_of(name) : fill(rest.substr(1), depth);
  if (sign == '+') return is_given ? fill(rest.substr(1), depth) : std::string();
  if (sign != '?') return invalid(fmt::format("${{{}…}} is of no form that Compose knows", text::printable(name, 80)));
  if (is_given) return value_of(name);
  return invalid(fmt::format("the variable {} has no value, and the file says that it must: {}",
                             text::printable(name, 80), text::printable(rest.substr(1))));
}

Result<std::string> Interpolation::fill(std::string_view text, int depth) {
  if (depth > most_depth) return invalid("variables are nested too deep");
  std::string out;
  while (true) {
    auto dollar = text.find('$');
    out += text.substr(0, dollar);
    if (dollar == std::string_view::npos) return out;
    text.remove_prefix(dollar + 1);
    if (text.starts_with('$')) {
      out += '$';
      text.remove_prefix(1);
      continue;
    }
    bool has_braces = text.starts_with('{');
    auto length = has_braces ? closing_brace(text) : name_length(text);
    if (length == std::string_view::npos) return invalid("a ${ is never closed");
    if (length == 0) return invalid("no name of a variable follows a $: write $$ for a dollar sign");
    auto value = has_braces ? value_of_braces(text.substr(1, length - 1), depth + 1) : value_of(text.substr(0, length));
    if (!value) return value;
    out += *value;
    text.remove_prefix(length + (has_braces ? 1 : 0));
  }
}

Result<std::string> Interpolation::fill(std::string_view text) {
  return fill(text, 0);
}

Result<void> Interpolation::fill(config::Node& node) {
  if (node.kind == config::Node::Kind::text) {
    auto filled = fill(node.text);
    if (!filled)
      return Error{filled.error().kind,
                   fmt::format("{}:{}: {}", node.place.line, node.place.column, filled.error().text)};
    node.text = escaped_percent(*filled);
  }
  for (auto& entry : node.entries) {
    entry.key = escaped_percent(entry.key);
    if (auto filled = fill(entry.value); !filled) return filled;
  }
  return {};
}

}  // namespace berth::importing
