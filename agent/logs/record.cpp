#include "logs/record.h"

#include <algorithm>
#include <cstdint>

namespace berth::logs {

namespace {

bool is_plain_text(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 && c != '\t'; });
}

void add_size(std::string& record, std::uint64_t size) {
  for (int byte = 0; byte < 8; ++byte) record += static_cast<char>(size >> (8 * byte));
}

}  // namespace

void add_field(std::string& record, std::string_view key, std::string_view value) {
  record += key;
  if (is_plain_text(value)) {
    record += '=';
  } else {
    record += '\n';
    add_size(record, value.size());
  }
  record += value;
  record += '\n';
}

}  // namespace berth::logs
