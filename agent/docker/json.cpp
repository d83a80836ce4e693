#include "docker/json.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace berth::docker {

const boost::json::value& member(const boost::json::value& from, std::string_view key) {
  static const boost::json::value nothing;
  const auto* object = from.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(key);
  return found == nullptr ? nothing : *found;
}

std::string text_at(const boost::json::value& from, std::string_view key) {
  const auto* text = member(from, key).if_string();
  return text == nullptr ? std::string() : std::string(text->data(), text->size());
}

std::int64_t number_at(const boost::json::value& from, std::string_view key) {
  boost::system::error_code error;
  auto number = member(from, key).to_number<std::int64_t>(error);
  return error ? 0 : number;
}

bool flag_at(const boost::json::value& from, std::string_view key) {
  const auto* flag = member(from, key).if_bool();
  return flag != nullptr && *flag;
}

std::vector<std::string> texts_at(const boost::json::value& from, std::string_view key) {
  std::vector<std::string> texts;
  const auto* array = member(from, key).if_array();
  if (array == nullptr) return texts;
  for (const auto& item : *array)
    if (const auto* text = item.if_string()) texts.emplace_back(text->data(), text->size());
  return texts;
}

std::map<std::string, std::string> map_at(const boost::json::value& from, std::string_view key) {
  std::map<std::string, std::string> texts;
  const auto* object = member(from, key).if_object();
  if (object == nullptr) return texts;
  for (const auto& [name, value] : *object)
    if (const auto* text = value.if_string()) texts.emplace(std::string(name), std::string(text->data(), text->size()));
  return texts;
}

}  // namespace berth::docker
