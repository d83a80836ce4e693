#include "config/zone.h"

#include <cstdlib>
#include <ctime>

#include "base/file.h"

namespace berth::config {

namespace {

constexpr auto folder = "/usr/share/zoneinfo/";

}  // namespace

Zone::Zone(const std::string& name) : is_set_(!name.empty()) {
  if (const auto* present = std::getenv("TZ"); present != nullptr) before_ = present;
  if (is_set_) ::setenv("TZ", (":" + name).c_str(), 1);
  ::tzset();
}

Zone::~Zone() {
  if (!is_set_) return;
  if (before_)
    ::setenv("TZ", before_->c_str(), 1);
  else
    ::unsetenv("TZ");
  ::tzset();
}

std::chrono::local_seconds Zone::to_local(std::chrono::sys_seconds time) {
  auto seconds = static_cast<std::time_t>(time.time_since_epoch().count());
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  return std::chrono::local_seconds(time.time_since_epoch() + std::chrono::seconds(parts.tm_gmtoff));
}

std::optional<std::chrono::sys_seconds> Zone::to_sys(std::chrono::local_seconds time) {
  auto as_if_utc = static_cast<std::time_t>(time.time_since_epoch().count());
  std::tm parts{};
  ::gmtime_r(&as_if_utc, &parts);
  parts.tm_isdst = -1;
  std::chrono::sys_seconds found(std::chrono::seconds(::mktime(&parts)));
  if (to_local(found) != time) return std::nullopt;
  // Where the clocks go back, libc may have chosen the second of two.
  auto earlier = found - std::chrono::hours(1);
  return to_local(earlier) == time ? earlier : found;
}

bool is_zone(const std::string& name) {
  if (name == "UTC" || !file::exists(folder)) return true;
  return name.find("..") == std::string::npos && file::exists(folder + name);
}

}  // namespace berth::config
