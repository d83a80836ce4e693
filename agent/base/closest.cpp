#include "base/closest.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace berth {

namespace {

constexpr std::size_t longest = 64;  // bounds the work: longer words are nobody's typing slip

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::tolower(c); });
  return result;
}

// Restricted Damerau–Levenshtein distance, of words of at most `longest` letters.
std::size_t edits(const std::string& a, const std::string& b) {
  std::array<std::array<std::size_t, longest + 1>, 3> rows;  // the one before last, the last, and the one that grows
  auto *older = &rows[0], *last = &rows[1], *now = &rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*last)[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    (*now)[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      std::size_t differs = a[i - 1] == b[j - 1] ? 0 : 1;
      auto best = std::min({(*last)[j] + 1, (*now)[j - 1] + 1, (*last)[j - 1] + differs});
      bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) best = std::min(best, (*older)[j - 2] + 1);
      (*now)[j] = best;
    }
    auto* oldest = std::exchange(older, std::exchange(last, now));
    now = oldest;
  }
  return (*last)[b.size()];
}

}  // namespace

std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates) {
  if (word.empty() || word.size() > longest) return std::nullopt;
  std::size_t nearest = std::min<std::size_t>(3, std::max<std::size_t>(1, word.size() / 3)) + 1;
  std::optional<std::string> found;
  auto wanted = lower(word);
  for (const auto& candidate : candidates) {
    if (candidate.size() > longest) continue;
    auto longer = std::max(candidate.size(), word.size()), shorter = std::min(candidate.size(), word.size());
    if (longer - shorter >= nearest) continue;
    auto distance = edits(wanted, lower(candidate));
    if (distance >= nearest) continue;
    nearest = distance;
    found = candidate;
  }
  return found;
}

}  // namespace berth
