#include "import/quadlet_commands.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cctype>
#include <optional>
#include <vector>

#include "base/text.h"
#include "import/json_value.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

// Nothing if it is no list of texts.
std::optional<std::vector<std::string>> json_words(const std::string& value) {
  boost::json::error_code error;
  auto parsed = boost::json::parse(value, error);
  const auto* list = error ? nullptr : parsed.if_array();
  bool is_list =
      list != nullptr && std::all_of(list->begin(), list->end(), [](const auto& one) { return one.is_string(); });
  return is_list ? std::optional(texts(parsed)) : std::nullopt;
}

// "CMD" in whatever letters; empty if the word is none of these.
std::string form_of(std::string word) {
  std::transform(word.begin(), word.end(), word.begin(), [](unsigned char c) { return std::toupper(c); });
  return word == "CMD" || word == "CMD-SHELL" || word == "NONE" ? word : "";
}

std::vector<std::string> fields(const std::string& value) {
  std::vector<std::string> all;
  for (auto part : text::split(value, ' '))
    if (!part.empty()) all.emplace_back(part);
  return all;
}

}  // namespace

void take_entry_point(const std::string& value, const std::string& origin, Draft& draft) {
  auto words = json_words(value);
  draft.set_words(container, "Entrypoint", words ? *words : std::vector<std::string>{value}, origin);
}

void take_health_command(const std::string& value, const std::string& origin, Draft& draft) {
  auto words = json_words(value);
  auto first = words ? (words->empty() ? "" : words->front()) : value.substr(0, value.find(' '));
  auto form = form_of(first);
  if (form == "NONE") return draft.set(container, "HealthCmd", "none", origin);
  if (form == "CMD" && !words) words = fields(value);
  if (form == "CMD-SHELL" && !words) return draft.set(container, "HealthCmd", value.substr(first.size() + 1), origin);
  if (!words) return draft.set(container, "HealthCmd", value, origin);
  if (words->empty()) return draft.leave_out(container, origin, "it is empty");
  bool is_one = words->size() == 1 && form.empty();
  if (is_one) return draft.set(container, "HealthCmd", first, origin);
  if (!form.empty()) words->front() = form;
  if (form == "CMD-SHELL" && words->size() == 2) return draft.set(container, "HealthCmd", words->back(), origin);
  draft.set_words(container, "HealthCmd", *words, origin);
}

}  // namespace berth::importing
