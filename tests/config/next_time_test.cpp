#include "config/next_time.h"

#include <array>
#include <cstdio>
#include <ctime>

#include "base/file.h"
#include "base/text.h"
#include "config/zone.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::config;

namespace {

std::string in_utc(Duration time) {
  auto seconds = static_cast<std::time_t>(time.count() / 1'000'000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  char text[64];
  std::strftime(text, sizeof text, "%a %Y-%m-%d %H:%M:%S UTC", &parts);
  return text;
}

std::vector<std::string> ours(std::string_view expression, Duration after) {
  std::vector<std::string> times;
  auto calendar = parse_calendar(expression);
  REQUIRE(calendar.has_value());
  for (auto time = next_after(*calendar, after); time && times.size() < 5; time = next_after(*calendar, *time))
    times.push_back(in_utc(*time));
  if (times.empty()) times.emplace_back("never");
  return times;
}

// What systemd-analyze says; empty if there is none on this machine.
std::vector<std::string> systemds(std::string_view expression, Duration after) {
  auto command = fmt::format("TZ=UTC systemd-analyze calendar --iterations=5 --base-time=@{} -- '{}' 2>/dev/null",
                             after.count() / 1'000'000, expression);
  std::vector<std::string> times;
  auto* pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::array<char, 512> line{};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr) {
    auto said = text::trim(line.data());
    for (std::string_view front : {"Next elapse: ", "Iteration #", "Iter. #"})
      if (said.starts_with(front)) times.emplace_back(said.substr(said.find(": ") + 2));
  }
  ::pclose(pipe);
  return times;
}

void compare_with_systemd(Duration after) {
  auto corpus = file::read(std::string(BERTH_SOURCE_DIR) + "/tests/config/calendar_corpus.txt", 1'000'000);
  REQUIRE(corpus);
  for (auto line : text::split(*corpus, '\n')) {
    if (!line.starts_with("ok |")) continue;
    auto expression = line.substr(4, line.size() - 5);
    INFO(expression << " after " << in_utc(after));
    CHECK(ours(expression, after) == systemds(expression, after));
  }
}

}  // namespace

TEST_CASE("the next five times of each expression are those that systemd-analyze says", "[calendar]") {
  if (systemds("daily", Duration(0)).empty()) {
    WARN("there is no systemd-analyze here");
    return;
  }
  compare_with_systemd(std::chrono::seconds(1'774'701'296));  // 2026-03-28, before Europe's clocks go forward
  compare_with_systemd(std::chrono::seconds(1'793'491'199));  // 2026-10-31, before America's go back
}

TEST_CASE("a time that comes twice is due once, and one that the clocks skip is not due", "[calendar]") {
  auto before_summer = std::chrono::seconds(1'774'701'296);
  CHECK(ours("02:30 Europe/Berlin", before_summer).front() == "Mon 2026-03-30 00:30:00 UTC");
  auto before_winter = std::chrono::seconds(1'792'843'200);  // 2026-10-24 12:00
  auto nights = ours("02:30 Europe/Berlin", before_winter);
  CHECK(nights[0] == "Sun 2026-10-25 00:30:00 UTC");
  CHECK(nights[1] == "Mon 2026-10-26 01:30:00 UTC");
}

TEST_CASE("what never comes ends the search", "[calendar]") {
  CHECK(ours("2-30", Duration(0)).front() == "never");
  CHECK(ours("2001-1-1", std::chrono::seconds(1'793'491'199)).front() == "never");
}

TEST_CASE("the machine's time zone is back after a look at another", "[calendar]") {
  auto noon = std::chrono::sys_seconds(std::chrono::seconds(1'793'491'200));
  auto before = Zone::to_local(noon);
  {
    Zone tokyo("Asia/Tokyo");
    CHECK(Zone::to_local(noon).time_since_epoch() - noon.time_since_epoch() == std::chrono::hours(9));
  }
  CHECK(Zone::to_local(noon) == before);
  CHECK(is_zone("Europe/Berlin"));
  CHECK_FALSE(is_zone("Europe/Atlantis"));
  CHECK_FALSE(is_zone("../../../etc/passwd"));
}
