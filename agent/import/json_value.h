// Looks into JSON that somebody else wrote: what is not there, or is of another kind, is nothing.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace berth::importing {

const boost::json::value& at(const boost::json::value& object, std::string_view key);
std::string text_of(const boost::json::value& value);                                          // empty if it is none
long long number_of(const boost::json::value& value);                                          // 0 if it is none
std::vector<std::string> texts(const boost::json::value& value);                               // of a list
std::vector<std::pair<std::string, std::string>> text_pairs(const boost::json::value& value);  // of an object

// null, false, 0 and whatever is empty.
bool is_nothing(const boost::json::value& value);

// Whether the engine made that name up: 64 hexadecimal digits.
bool is_id(std::string_view text);

}  // namespace berth::importing
