#include "config/checked.h"

#include <arpa/inet.h>

namespace berth::config {

namespace {

bool is_address(int family, const std::string& text) {
  unsigned char binary[16];
  return ::inet_pton(family, text.c_str(), binary) == 1;
}

}  // namespace

bool is_name(std::string_view said, std::string_view further) {
  return !said.empty() && text::consists_of(said.substr(0, 1), "") && text::consists_of(said, further);
}

bool is_ipv4(const std::string& text) {
  return is_address(AF_INET, text);
}

bool is_ipv6(const std::string& text) {
  return is_address(AF_INET6, text);
}

}  // namespace berth::config
