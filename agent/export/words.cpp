#include "export/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace berth::exporting {

namespace {

std::string doubled(std::string_view text, std::string_view signs) {
  std::string out;
  for (char c : text) out.append(signs.find(c) == std::string_view::npos ? 1 : 2, c);
  return out;
}

std::string shell_word(std::string_view text) {
  if (!text.empty() && text::consists_of(text, "_./-:@%+=,")) return std::string(text);
  std::string out = "'";
  for (char c : text) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

}  // namespace

std::string exec_word(std::string_view text) {
  auto literal = doubled(text, "%$");
  return !text.empty() && text::consists_of(text, "_./-:@%+=,$[]{}()~^*?!<>&|#") ? literal : text::quoted(literal);
}

std::string exec_line(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) all.push_back(exec_word(word));
  return text::join(all, " ");
}

std::string unit_value(std::string_view text) {
  return doubled(text, "%");
}

std::string quadlet_value(std::string_view text) {
  return doubled(text, "%$");
}

std::string yaml_quoted(std::string_view text) {
  return text::quoted(text);
}

std::string compose_quoted(std::string_view text) {
  return text::quoted(doubled(text, "$"));
}

std::string shell_text(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) all.push_back(shell_word(word));
  return text::join(all, " ");
}

std::string docker_span(Duration span) {
  using namespace std::chrono;
  if (span == Duration::max()) return "8760h";
  if (span % milliseconds(1) != Duration(0)) return fmt::format("{}us", span.count());
  if (span % seconds(1) != Duration(0)) return fmt::format("{}ms", duration_cast<milliseconds>(span).count());
  auto total = duration_cast<seconds>(span).count();
  if (total % 3600 == 0) return fmt::format("{}h", total / 3600);
  return total % 60 == 0 ? fmt::format("{}m", total / 60) : fmt::format("{}s", total);
}

}  // namespace berth::exporting
