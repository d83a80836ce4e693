// Writing JSON in which the engine's defaults stand for what is empty or absent. For this room.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::docker {

inline boost::json::array list_of(const std::vector<std::string>& texts) {
  return boost::json::array(texts.begin(), texts.end());
}

inline boost::json::object texts_by_key(const std::vector<std::pair<std::string, std::string>>& pairs) {
  boost::json::object object;
  for (const auto& [key, value] : pairs) object[key] = value;
  return object;
}

inline void put(boost::json::object& into, std::string_view key, const std::string& text) {
  if (!text.empty()) into[key] = text;
}

inline void put(boost::json::object& into, std::string_view key, const std::vector<std::string>& texts) {
  if (!texts.empty()) into[key] = list_of(texts);
}

inline void put(boost::json::object& into, std::string_view key, boost::json::array array) {
  if (!array.empty()) into[key] = std::move(array);
}

inline void put(boost::json::object& into, std::string_view key, boost::json::object object) {
  if (!object.empty()) into[key] = std::move(object);
}

template <class Number>
void put(boost::json::object& into, std::string_view key, const std::optional<Number>& number) {
  if (number) into[key] = *number;
}

// Only what is wanted is said.
inline void put_flag(boost::json::object& into, std::string_view key, bool flag) {
  if (flag) into[key] = true;
}

}  // namespace berth::docker
