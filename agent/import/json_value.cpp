#include "import/json_value.h"

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

}  // namespace berth::importing
