// The word a person most likely meant.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace berth {

// The candidate nearest to `word` by edits (a swap of neighbours counts one; case does not count), if near enough to
// be worth a "did you mean".
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace berth
