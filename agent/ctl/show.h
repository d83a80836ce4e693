// How berthctl looks: aligned columns, colours only on a terminal, JSON on request.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

enum class Colour { none, red, green, yellow, grey, bold };

// `text` in colour if standard output is a terminal (and NO_COLOR is not set).
std::string paint(std::string_view text, Colour colour);
Colour colour_of(std::string_view active_state);

// The first twelve digits, which are enough to tell images apart; "-" if there is none.
std::string short_digest(std::string_view digest);

// Whether `word` is one of the words in `text`, which are apart by blanks.
bool has_word(std::string_view text, std::string_view word);

// Columns as wide as their widest cell; no line ends in blanks.
std::string table(const std::vector<std::vector<std::string>>& rows);

// The properties as one JSON object.
std::string json_of(const Properties& properties);
std::string json_of(const std::vector<Properties>& all);

// "2026-11-20 10:00:00", in the machine's time zone; "-" for 0.
std::string short_moment(std::uint64_t realtime_usec);
// "Fri 2026-11-20 10:00:00 UTC"
std::string full_moment(std::uint64_t realtime_usec);
// "Fri 2026-11-20 10:00:00 UTC; 3min ago"; empty for 0.
std::string moment(std::uint64_t realtime_usec);
// "Fri 2026-11-20 10:00:00 UTC; in 3min"; empty for 0.
std::string coming_moment(std::uint64_t realtime_usec);

}  // namespace berth::ctl
