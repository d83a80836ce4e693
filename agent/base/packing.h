// Numbers and texts as bytes, for this machine only: what one run of the daemon leaves for the next. Reading never goes
// beyond the end; after the first value that is not there all are empty.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace berth {

inline void pack_number(std::string& out, std::uint64_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

inline void pack_text(std::string& out, std::string_view text) {
  pack_number(out, text.size());
  out.append(text);
}

class Unpacking {
 public:
  explicit Unpacking(std::string_view bytes) : rest_(bytes) {}

  std::uint64_t number() {
    std::uint64_t number = 0;
    if (rest_.size() < sizeof number) {
      fail();
      return 0;
    }
    std::memcpy(&number, rest_.data(), sizeof number);
    rest_.remove_prefix(sizeof number);
    return number;
  }

  std::string_view text() {
    auto size = number();
    if (size > rest_.size()) {
      fail();
      return {};
    }
    auto text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }

  bool ok() const { return ok_; }

 private:
  void fail() {
    ok_ = false;
    rest_ = {};
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace berth
