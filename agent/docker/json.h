// Reading JSON that may lack what we look for: a missing or differently typed member reads as empty. For this room.
#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace berth::docker {

// The member itself, or null.
const boost::json::value& member(const boost::json::value& from, std::string_view key);

std::string text_at(const boost::json::value& from, std::string_view key);
std::int64_t number_at(const boost::json::value& from, std::string_view key);
bool flag_at(const boost::json::value& from, std::string_view key);
std::vector<std::string> texts_at(const boost::json::value& from, std::string_view key);
std::map<std::string, std::string> map_at(const boost::json::value& from, std::string_view key);

}  // namespace berth::docker
