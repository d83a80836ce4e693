#include "base/closest.h"

#include <algorithm>
#include <cctype>

namespace berth {

namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

// Restricted Damerau–Levenshtein distance.
std::size_t edits(const std::string& a, const std::string& b) {
  std::vector<std::vector<std::size_t>> table(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) table[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) table[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      auto best = std::min({table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + differs});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best = std::min(best, table[i - 2][j - 2] + 1);
      table[i][j] = best;
    }
  }
  return table[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest = 64;  // bounds the work: longer words are nobody's typing slip
  if (word.empty() || word.size() > longest) return std::nullopt;
  std::size_t nearest = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3)) + 1;
  std::optional<std::string> found;
  auto wanted = lower(word);
  for (const auto& candidate : candidates) {
    if (candidate.size() > longest) continue;
    auto distance = edits(wanted, lower(candidate));
    if (distance >= nearest) continue;
    nearest = distance;
    found = candidate;
  }
  return found;
}

}  // namespace berth
