// How a log file is called once it has been rotated: web.log.3, web.log.3.gz, and web.log.3.gz.tmp until that is whole.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace berth::service {

struct RotatedName {
  enum class Form { plain, compressed, unfinished };

  int number = 0;  // from 1 on, which is the newest
  Form form = Form::plain;

  // What stands behind "web.log": ".3.gz".
  std::string ending() const;
  // Nothing if it is not exactly what rotation makes.
  static std::optional<RotatedName> parse(std::string_view ending);
};

// Of a compressed file, and of one that is not whole yet.
inline constexpr auto compressed_ending = ".gz";
inline constexpr auto unfinished_ending = ".gz.tmp";

}  // namespace berth::service
