// Looks into JSON that somebody else wrote: what is not there, or is of another kind, is nothing.
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace berth::importing {

const boost::json::value& at(const boost::json::value& object, std::string_view key);
std::string text_of(const boost::json::value& value);             // empty if it is none
long long number_of(const boost::json::value& value);             // 0 if it is none
std::vector<std::string> texts(const boost::json::value& value);  // of a list

}  // namespace berth::importing
