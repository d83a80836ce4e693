#include "hold/heard.h"

#include <string.h>

namespace berth::hold {

namespace {

constexpr unsigned most_digits = 19;  // as many as always fit

bool is(const char* line, unsigned length, const char* word) {
  return length == strlen(word) && memcmp(line, word, length) == 0;
}

// The rest of the line after `key`, or nothing.
const char* after(const char* line, unsigned length, const char* key) {
  auto key_length = static_cast<unsigned>(strlen(key));
  return length >= key_length && memcmp(line, key, key_length) == 0 ? line + key_length : nullptr;
}

unsigned long long read_number(const char* digits, unsigned length) {
  if (length > most_digits) return 0;
  unsigned long long number = 0;
  for (unsigned i = 0; i < length; ++i) {
    if (digits[i] < '0' || digits[i] > '9') return 0;
    number = number * 10 + static_cast<unsigned>(digits[i] - '0');
  }
  return number;
}

// The length of the character that begins here, or 0 if it is no UTF-8 that systemd and D-Bus take.
unsigned read_character(const unsigned char* at, unsigned left, unsigned& code) {
  constexpr unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
  code = at[0];
  if (code < 0x80) return 1;
  if (code < 0xc2 || code > 0xf4) return 0;
  unsigned length = code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
  if (length > left) return 0;
  code &= 0x7fU >> length;
  for (unsigned i = 1; i < length; ++i) {
    if ((at[i] & 0xc0) != 0x80) return 0;
    code = code << 6 | (at[i] & 0x3fU);
  }
  bool is_surrogate = (code & 0xfffff800) == 0xd800;
  bool is_no_character = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) == 0xfffe;
  return code < least[length] || code > 0x10ffff || is_surrogate || is_no_character ? 0 : length;
}

bool is_control(unsigned code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

}  // namespace

void Heard::add(const char* text, unsigned length) {
  while (length > 0 && text[length - 1] == '\0') --length;
  if (memchr(text, '\0', length) != nullptr) return;
  const char* end = text + length;
  while (text < end) {
    const void* found = memchr(text, '\n', static_cast<size_t>(end - text));
    const char* line_end = found == nullptr ? end : static_cast<const char*>(found);
    add_line(text, static_cast<unsigned>(line_end - text));
    text = line_end + 1;
  }
}

void Heard::add(const Heard& later) {
  ready = ready || later.ready;
  stopping = stopping || later.stopping;
  watchdog = watchdog || later.watchdog;
  if (later.extend_usec > extend_usec) extend_usec = later.extend_usec;
  if (!later.has_status) return;
  has_status = true;
  strcpy(status, later.status);
}

void Heard::add_line(const char* line, unsigned length) {
  if (is(line, length, "READY=1")) ready = true;
  if (is(line, length, "STOPPING=1")) stopping = true;
  if (is(line, length, "WATCHDOG=1")) watchdog = true;
  if (const char* digits = after(line, length, "EXTEND_TIMEOUT_USEC=")) {
    auto usec = read_number(digits, static_cast<unsigned>(line + length - digits));
    if (usec > extend_usec) extend_usec = usec;  // systemd, too, only ever adds
  }
  if (const char* text = after(line, length, "STATUS=")) set_status(text, static_cast<unsigned>(line + length - text));
}

void Heard::set_status(const char* text, unsigned length) {
  auto at = reinterpret_cast<const unsigned char*>(text);
  unsigned filled = 0;
  for (unsigned left = length; left > 0;) {
    unsigned code = 0;
    unsigned taken = read_character(at, left, code);
    unsigned written = taken == 0 || is_control(code) ? 1 : taken;
    if (filled + written > longest_status) break;
    if (taken == 0)
      status[filled] = '?';
    else if (is_control(code))
      status[filled] = ' ';
    else
      memcpy(status + filled, at, taken);
    filled += written;
    at += taken == 0 ? 1 : taken;
    left -= taken == 0 ? 1 : taken;
  }
  status[filled] = '\0';
  has_status = true;
}

}  // namespace berth::hold
