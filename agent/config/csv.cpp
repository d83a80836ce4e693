#include "config/csv.h"

#include "base/text.h"

namespace berth::config {

namespace {

Error invalid(const char* text) {
  return {ErrorKind::invalid, text};
}

// Takes a field in quotes off the front of `rest`, up to the comma or the end.
Result<std::string> take_quoted(std::string_view& rest) {
  std::string field;
  rest.remove_prefix(1);
  while (true) {
    auto quote = rest.find('"');
    if (quote == std::string_view::npos) return invalid("a double quote is not closed");
    field += rest.substr(0, quote);
    rest.remove_prefix(quote + 1);
    if (!rest.starts_with('"')) break;
    field += '"';
    rest.remove_prefix(1);
  }
  if (!rest.empty() && rest.front() != ',') return invalid("double quotes must enclose all between two commas");
  return field;
}

Result<std::string> take_bare(std::string_view& rest) {
  auto field = rest.substr(0, rest.find(','));
  if (field.find('"') != std::string_view::npos) return invalid("double quotes must enclose all between two commas");
  rest.remove_prefix(field.size());
  return std::string(field);
}

std::string spelled(std::string_view field) {
  if (field.find_first_of(",\"\n") == std::string_view::npos) return std::string(field);
  std::string out = "\"";
  for (char c : field) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

}  // namespace

std::string join_csv(const std::vector<std::string>& fields) {
  std::vector<std::string> all;
  for (const auto& field : fields) all.push_back(spelled(field));
  return text::join(all, ",");
}

Result<std::vector<std::string>> split_csv(std::string_view text) {
  std::vector<std::string> fields;
  while (true) {
    auto field = text.starts_with('"') ? take_quoted(text) : take_bare(text);
    if (!field) return field.error();
    fields.push_back(std::move(*field));
    if (text.empty()) return fields;
    text.remove_prefix(1);
  }
}

}  // namespace berth::config
