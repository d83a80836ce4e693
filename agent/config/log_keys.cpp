#include "config/log_keys.h"

#include <charconv>

#include "base/text.h"
#include "config/paths.h"

namespace berth::config {

namespace {

constexpr std::uint64_t smallest_file = 4096;  // below it, nearly every line would be a file
constexpr std::uint64_t largest_burst = 1'000'000'000;
constexpr Duration shortest_window = std::chrono::milliseconds(1), longest_window = std::chrono::hours(24);

void read_file(const Field& field, const Roots& roots, std::string& file) {
  auto said = field.text();
  if (!said) return;
  auto path = path_below(roots.log_root, *said);
  if (*said == "none")
    file.clear();
  else if (path)
    file = *path;
  else
    field.complain(path.error().text);
}

void read_format(const Field& field, service::LogFormat& format) {
  auto said = field.one_of({"plain", "timestamps", "json"});
  if (said == "timestamps") format = service::LogFormat::timestamps;
  if (said == "json") format = service::LogFormat::json;
}

void read_max_size(const Field& field, std::uint64_t& max_size) {
  auto said = field.text();
  if (!said) return;
  auto size = *said == "none" ? Result<std::uint64_t>(0) : parse_size(*said);
  if (!size) return field.complain(size.error().text);
  if (*size != 0 && *size < smallest_file) return field.complain("it must be at least 4K, or none");
  max_size = *size;
}

// "10000/30s": as journald's RateLimitBurst= and RateLimitIntervalSec=, in one word.
void read_rate_limit(const Field& field, service::Log& log) {
  auto said = field.text();
  if (!said) return;
  if (*said == "none") {
    log.rate_burst = 0;
    return;
  }
  auto slash = said->find('/');
  auto lines = std::string_view(*said).substr(0, slash);
  std::uint64_t burst = 0;
  auto [end, error] = std::from_chars(lines.data(), lines.data() + lines.size(), burst);
  bool is_number = !lines.empty() && error == std::errc{} && end == lines.data() + lines.size();
  if (slash == std::string::npos || !is_number)
    return field.complain(
        fmt::format("\"{}\" is not a number of lines and a time such as 10000/30s", text::printable(*said, 80)));
  if (burst < 1 || burst > largest_burst)
    return field.complain(fmt::format("the number of lines must be from 1 to {}, or the whole none", largest_burst));
  auto window = parse_duration(std::string_view(*said).substr(slash + 1));
  if (!window) return field.complain(window.error().text);
  if (*window < shortest_window || *window > longest_window)
    return field.complain(fmt::format("its time must be from {} to {}", format_duration(shortest_window),
                                      format_duration(longest_window)));
  log.rate_burst = burst;
  log.rate_window = *window;
}

}  // namespace

void read_log(Section& section, std::string_view service_name, const Roots& roots, service::Log& log) {
  log.file = fmt::format("{}/{}.log", roots.log_root, service_name);
  read_file(section.take("File"), roots, log.file);
  log.journal = section.take("Journal").flag().value_or(log.journal);
  read_format(section.take("Format"), log.format);
  read_max_size(section.take("MaxSize"), log.max_size);
  if (auto number = section.take("MaxFiles").number(1, 1000)) log.max_files = static_cast<int>(*number);
  log.compress = section.take("Compress").flag().value_or(log.compress);
  read_rate_limit(section.take("RateLimit"), log);
  section.not_yet({"Job", "Labels"});
}

}  // namespace berth::config
