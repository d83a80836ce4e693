#include "docker/api_version.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <optional>

#include "base/text.h"

namespace berth::docker {

namespace {

struct Version {
  int major = 0, minor = 0;
  auto operator<=>(const Version&) const = default;
};

constexpr Version our_oldest{1, 41};
constexpr Version our_newest{1, 47};

std::string spelled(Version version) {
  return fmt::format("{}.{}", version.major, version.minor);
}

bool read_number(std::string_view text, int& number) {
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

std::optional<Version> read_version(std::string_view text) {
  auto parts = text::split(text, '.');
  Version version;
  if (parts.size() != 2 || !read_number(parts[0], version.major) || !read_number(parts[1], version.minor)) return {};
  return version;
}

}  // namespace

Result<std::string> agree_on_version(std::string_view engine_newest, std::string_view engine_oldest) {
  auto newest = read_version(engine_newest);
  if (!newest)
    return Error{ErrorKind::protocol,
                 fmt::format("the engine's API version is \"{}\"", text::printable(engine_newest, 40))};
  if (*newest < our_oldest)
    return Error{ErrorKind::invalid,
                 fmt::format("the Docker engine speaks API {}, too old: {} (Docker 20.10) is needed", spelled(*newest),
                             spelled(our_oldest))};
  auto oldest = read_version(engine_oldest);
  if (oldest && *oldest > our_newest)
    return Error{ErrorKind::invalid,
                 fmt::format("the Docker engine speaks API {} and later, too new: {} is what we know", spelled(*oldest),
                             spelled(our_newest))};
  return spelled(std::min(*newest, our_newest));
}

bool is_older(std::string_view version, std::string_view than) {
  return read_version(version).value_or(Version{}) < read_version(than).value_or(Version{});
}

}  // namespace berth::docker
