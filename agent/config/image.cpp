#include "config/image.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace berth::config {

namespace {

bool is_lower_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Docker's rule for what is before the first slash of a name.
bool is_registry(std::string_view part) {
  return part.find_first_of(".:") != std::string_view::npos || part == "localhost" ||
         std::any_of(part.begin(), part.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

Result<void> check_registry(std::string_view registry) {
  auto colon = registry.find(':');
  auto host = registry.substr(0, colon);
  auto port = colon == std::string_view::npos ? "1" : registry.substr(colon + 1);
  bool good = !host.empty() && !port.empty() && port.size() <= 5 &&
              std::all_of(host.begin(), host.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; }) &&
              is_word(host.front()) && is_word(host.back()) && host.find('_') == std::string_view::npos &&
              host.find("..") == std::string_view::npos &&
              port.find_first_not_of("0123456789") == std::string_view::npos;
  if (good) return {};
  return Error{ErrorKind::invalid,
               fmt::format("\"{}\" is no registry's host or host:port", text::printable(registry, 80))};
}

// a-b, a.b, a_b, a__b and a--b, in lower case, with nothing at the ends.
Result<void> check_component(std::string_view part) {
  auto refuse = [&](std::string_view why) {
    return Error{ErrorKind::invalid, fmt::format("\"{}\" in the image's name {}", text::printable(part, 80), why)};
  };
  if (part.empty()) return Error{ErrorKind::invalid, "the image's name has an empty part"};
  for (std::size_t i = 0; i < part.size();) {
    if (is_lower_or_digit(part[i])) {
      ++i;
      continue;
    }
    if (part[i] >= 'A' && part[i] <= 'Z') return refuse("must be in lower case");
    auto end = std::min(part.find_first_not_of("._-", i), part.size());
    auto separator = part.substr(i, end - i);
    if (separator.empty()) return refuse("may only have letters, digits and . _ - in it");
    if (i == 0 || end == part.size()) return refuse("must begin and end with a letter or a digit");
    bool allowed = separator == "." || separator == "_" || separator == "__" ||
                   separator.find_first_not_of('-') == std::string_view::npos;
    if (!allowed) return refuse(fmt::format("must not have \"{}\" in it", separator));
    i = end;
  }
  return {};
}

Result<void> check_tag(std::string_view tag) {
  bool good = !tag.empty() && tag.size() <= 128 && is_word(tag.front()) &&
              std::all_of(tag.begin(), tag.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
  if (good) return {};
  return Error{ErrorKind::invalid, fmt::format("\"{}\" is no tag of an image", text::printable(tag, 80))};
}

Result<void> check_digest(std::string_view digest) {
  constexpr std::string_view algorithm = "sha256:";
  bool good = digest.starts_with(algorithm) && digest.size() == algorithm.size() + 64 &&
              digest.find_first_not_of("0123456789abcdef", algorithm.size()) == std::string_view::npos;
  if (good) return {};
  return Error{ErrorKind::invalid, fmt::format("\"{}\" is no digest: sha256: and 64 hexadecimal digits in lower case",
                                               text::printable(digest, 80))};
}

}  // namespace

Result<std::string> complete_image(std::string_view image) {
  auto name = image.substr(0, image.find('@'));
  if (name.size() < image.size())
    if (auto checked = check_digest(image.substr(name.size() + 1)); !checked) return checked.error();
  auto colon = name.rfind(':');
  bool has_tag = colon != std::string_view::npos && name.find('/', colon) == std::string_view::npos;
  if (has_tag) {
    if (auto checked = check_tag(name.substr(colon + 1)); !checked) return checked.error();
    name = name.substr(0, colon);
  }
  if (name.find("://") != std::string_view::npos)
    return Error{ErrorKind::invalid, "the name of an image has no https:// or the like in front"};
  if (name.size() > 255) return Error{ErrorKind::invalid, "the image's name is longer than 255 characters"};
  auto parts = text::split(name, '/');
  if (parts.size() > 1 && is_registry(parts.front())) {
    if (auto checked = check_registry(parts.front()); !checked) return checked.error();
    parts.erase(parts.begin());
  }
  for (auto part : parts)
    if (auto checked = check_component(part); !checked) return checked.error();
  bool is_pinned = has_tag || image.find('@') != std::string_view::npos;
  return std::string(image) + (is_pinned ? "" : ":latest");
}

std::string qualified_image(std::string_view image) {
  auto slash = image.find('/');
  if (slash == std::string_view::npos) return fmt::format("docker.io/library/{}", image);
  bool has_registry = is_registry(image.substr(0, slash));
  return has_registry ? std::string(image) : fmt::format("docker.io/{}", image);
}

}  // namespace berth::config
