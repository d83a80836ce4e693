// Whatever a container writes: a record is one line, the same each time, JSON that gives well-formed text back. The
// first byte says which form and which stream.
#include <boost/json/parse.hpp>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "logs/line_format.h"

namespace {

using berth::service::LogFormat;

void check_json(const std::string& record, std::string_view text, bool goes_on) {
  boost::system::error_code error;
  auto object = boost::json::parse(record, error);
  if (error || record.find('\n') != record.size() - 1) std::abort();
  if (object.as_object().contains("partial") != goes_on) std::abort();
  if (berth::text::is_utf8(text) && object.at("log").as_string() != text) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  if (size == 0) return 0;
  auto format = static_cast<LogFormat>(data[0] % 3);
  auto stream = data[0] & 64 ? berth::logs::Stream::err : berth::logs::Stream::out;
  bool goes_on = (data[0] & 128) != 0;
  std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  std::chrono::system_clock::time_point at{std::chrono::seconds(data[size - 1]) * data[0] * 100'000};
  std::string record, again = "before";
  berth::logs::append_line(record, {format}, stream, text, at, goes_on);
  berth::logs::append_line(again, {format}, stream, text, at, goes_on);
  if (again != "before" + record) std::abort();
  if (format == LogFormat::json) check_json(record, text, goes_on);
  return 0;
}
