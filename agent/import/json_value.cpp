#include "import/json_value.h"

#include <algorithm>
#include <cctype>

namespace berth::importing {

const boost::json::value& at(const boost::json::value& object, std::string_view key) {
  static const boost::json::value nothing;
  const auto* fields = object.if_object();
  const auto* found = fields == nullptr ? nullptr : fields->if_contains({key.data(), key.size()});
  return found == nullptr ? nothing : *found;
}

std::string text_of(const boost::json::value& value) {
  const auto* text = value.if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

long long number_of(const boost::json::value& value) {
  boost::json::error_code error;
  auto number = value.to_number<std::int64_t>(error);
  return error ? 0 : number;
}

std::vector<std::string> texts(const boost::json::value& value) {
  std::vector<std::string> all;
  if (const auto* list = value.if_array(); list != nullptr)
    for (const auto& one : *list) all.push_back(text_of(one));
  return all;
}

std::vector<std::pair<std::string, std::string>> text_pairs(const boost::json::value& value) {
  std::vector<std::pair<std::string, std::string>> all;
  if (const auto* object = value.if_object(); object != nullptr)
    for (const auto& [key, text] : *object) all.emplace_back(key, text_of(text));
  return all;
}

bool is_nothing(const boost::json::value& value) {
  if (const auto* list = value.if_array(); list != nullptr) return list->empty();
  if (const auto* object = value.if_object(); object != nullptr) return object->empty();
  if (const auto* text = value.if_string(); text != nullptr) return text->empty();
  return value.is_null() || value == false || value == 0;
}

bool is_id(std::string_view text) {
  auto is_digit = [](unsigned char c) { return std::isxdigit(c) != 0; };
  return text.size() == 64 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace berth::importing
