#include "hold/heard.h"

#include <string>
#include <string_view>

#include "support/catch.h"

using berth::hold::Heard;

namespace {

Heard heard(std::string_view datagram) {
  Heard result;
  result.add(datagram.data(), static_cast<unsigned>(datagram.size()));
  return result;
}

std::string status(std::string_view text) {
  return heard("STATUS=" + std::string(text)).status;
}

bool says_nothing(const Heard& what) {
  return !what.ready && !what.stopping && !what.watchdog && what.extend_usec == 0 && !what.has_status;
}

}  // namespace

TEST_CASE("five words of a container are kept, however many lines there are", "[hold]") {
  auto all = heard("READY=1\nSTATUS=at work\nWATCHDOG=1\nEXTEND_TIMEOUT_USEC=5000000\nSTOPPING=1\n");
  CHECK(all.ready);
  CHECK(all.stopping);
  CHECK(all.watchdog);
  CHECK(all.extend_usec == 5'000'000);
  CHECK(std::string(all.status) == "at work");
  CHECK(heard("READY=1").ready);
  CHECK(heard("\n\nREADY=1").ready);
  CHECK(heard(std::string_view("READY=1\0", 8)).ready);
}

TEST_CASE("what a container has no business to say is dropped", "[hold]") {
  for (std::string_view datagram : {"",
                                    "\n",
                                    "=",
                                    "READY",
                                    "READY=0",
                                    "READY=11",
                                    "READY=1 ",
                                    "ready=1",
                                    "xREADY=1",
                                    "MAINPID=1",
                                    "ERRNO=2",
                                    "FDSTORE=1",
                                    "FDSTOREREMOVE=1",
                                    "RELOADING=1",
                                    "WATCHDOG=trigger",
                                    "WATCHDOG_USEC=1",
                                    "BARRIER=1",
                                    "NOTIFYACCESS=all",
                                    "BUSERROR=x",
                                    "STATUS",
                                    "EXTEND_TIMEOUT_USEC=",
                                    "EXTEND_TIMEOUT_USEC=-1",
                                    "EXTEND_TIMEOUT_USEC= 1",
                                    "EXTEND_TIMEOUT_USEC=1s",
                                    "EXTEND_TIMEOUT_USEC=99999999999999999999"}) {
    INFO(datagram);
    CHECK(says_nothing(heard(datagram)));
  }
}

TEST_CASE("a datagram with a NUL in it says nothing", "[hold]") {
  CHECK(says_nothing(heard(std::string_view("READY=1\0\nSTOPPING=1", 19))));
  CHECK(says_nothing(heard(std::string_view("STATUS=a\0b", 10))));
}

TEST_CASE("the longest extension counts, and the last status", "[hold]") {
  auto all =
      heard("EXTEND_TIMEOUT_USEC=30\nEXTEND_TIMEOUT_USEC=200\nEXTEND_TIMEOUT_USEC=7\nSTATUS=a long one\nSTATUS=b");
  CHECK(all.extend_usec == 200);
  CHECK(std::string(all.status) == "b");
  all.add(heard("STATUS=c\nREADY=1\nEXTEND_TIMEOUT_USEC=40"));
  CHECK(all.extend_usec == 200);
  CHECK(std::string(all.status) == "c");
  CHECK(all.ready);
  all.add(heard("WATCHDOG=1"));
  CHECK(std::string(all.status) == "c");
  all.add(heard("STATUS="));
  CHECK(all.has_status);
  CHECK(std::string(all.status).empty());
}

TEST_CASE("a status has no control characters, and is UTF-8 whatever was said", "[hold]") {
  CHECK(status("a\tb\rc\x1b[31md\x7f") == "a b c [31md ");
  CHECK(status("\xc2\x9b"
               "31m") == " 31m");  // a terminal's other way to say ESC [
  CHECK(status("Grüße, 世界 🚢") == "Grüße, 世界 🚢");
  CHECK(status("\xff\xfe") == "??");
  CHECK(status("\xc0\xaf|\xed\xa0\x80|\xf4\x90\x80\x80|\xe2\x82") == "??|???|????|??");
  CHECK(status("\xef\xbf\xbf|\xef\xb7\x90") == "???|???");  // systemd takes no noncharacters
}

TEST_CASE("a status is cut after 256 bytes, never inside a character", "[hold]") {
  CHECK(status(std::string(300, 'x')) == std::string(256, 'x'));
  CHECK(status(std::string(255, 'x') + "ü") == std::string(255, 'x'));
  CHECK(status(std::string(254, 'x') + "ü!") == std::string(254, 'x') + "ü");
}
