#include "logs/log_file.h"

#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;
using namespace std::chrono_literals;

namespace {

// 1 January 2026, noon, and so many seconds.
Moment at(int seconds) {
  using std::chrono::system_clock;
  return {std::chrono::steady_clock::time_point(1h + seconds * 1s), system_clock::from_time_t(1767268800 + seconds)};
}

service::Log log_at(const std::string& path) {
  service::Log log;
  log.file = path;
  return log;
}

void write(LogFile& file, std::string_view bytes, const Moment& now) {
  file.ready(now, true);
  file.write(bytes, now);
}

std::string content(const std::string& path) {
  return *file::read(path, 16 * 1024 * 1024);
}

// A file system that is full after some kB; empty() if this user may not mount.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& path) : path_(path) {
    REQUIRE(file::make_folder(path_, 0755));
    mounted_ = ::mount("none", path_.c_str(), "tmpfs", 0, "size=16k") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  bool mounted() const { return mounted_; }

 private:
  std::string path_;
  bool mounted_ = false;
};

}  // namespace

TEST_CASE("lines are appended, with the folders made that are missing", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("var/log/museum.log");
  {
    LogFile file(log_at(path), "museum");
    CHECK_FALSE(file::exists(path));
    write(file, "one\ntwo\n", at(0));
  }
  LogFile file(log_at(path), "museum");
  write(file, "three\n", at(1));
  CHECK(content(path) == "one\ntwo\nthree\n");
  CHECK(file.trouble().empty());
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777 & ~0640u) == 0);
}

TEST_CASE("a file that was moved or deleted is made anew within a second", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log");
  LogFile file(log_at(path), "museum");
  write(file, "one\n", at(0));
  REQUIRE(::rename(path.c_str(), folder.path("log.1").c_str()) == 0);
  write(file, "two\n", at(1));
  REQUIRE(::unlink(path.c_str()) == 0);
  write(file, "three\n", at(2));
  CHECK(content(folder.path("log.1")) == "one\n");
  CHECK(content(path) == "three\n");
  CHECK(file.lost_lines() == 0);
}

TEST_CASE("a file that ends in the middle of a line gets its newline first", "[logs]") {
  test::TempFolder folder;
  folder.write("log", "half");
  LogFile file(log_at(folder.path("log")), "museum");
  write(file, "a long line ", at(0));
  write(file, "goes on\n", at(1));
  CHECK(content(folder.path("log")) == "half\na long line goes on\n");
}

TEST_CASE("a link, a FIFO and a folder are refused, without waiting and without a line in the wrong place", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log");
  auto expected = GENERATE(as<std::string>(), ": a symbolic link", ": not a regular file", ": Is a directory");
  folder.write("secret", "");
  if (expected == ": a symbolic link") REQUIRE(::symlink(folder.path("secret").c_str(), path.c_str()) == 0);
  if (expected == ": not a regular file") REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  if (expected == ": Is a directory") REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  LogFile file(log_at(path), "museum");
  write(file, "one\ntwo\n", at(0));
  CHECK(file.trouble() == path + expected);
  CHECK(file.lost_lines() == 2);
  CHECK(content(folder.path("secret")).empty());
}

TEST_CASE("what was lost is told in one line once the file can be written", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log");
  REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  LogFile file(log_at(path), "museum");
  write(file, "one\ntwo\n", at(0));
  write(file, "three\n", at(5));
  REQUIRE(::rmdir(path.c_str()) == 0);
  write(file, "four\n", {at(5).steady + 999ms, at(5).wall});
  CHECK_FALSE(file::exists(path));
  write(file, "five\n", at(6));
  auto gap =
      "berth: 4 lines (19 bytes) of museum were not written between 2026-01-01T12:00:00Z and "
      "2026-01-01T12:00:05Z: Is a directory";
  CHECK(content(path) == fmt::format("{}\nfive\n", gap));
  CHECK(file.last_gap() == gap);
  CHECK(file.trouble().empty());
  write(file, "six\n", at(7));
  CHECK(content(path) == fmt::format("{}\nfive\nsix\n", gap));
  CHECK(file.lost_lines() == 4);
}

TEST_CASE("a gap is told at the end even when no line follows", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log");
  REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  LogFile file(log_at(path), "museum");
  write(file, "one\n", at(0));
  REQUIRE(::rmdir(path.c_str()) == 0);
  write(file, "", at(0));
  CHECK_FALSE(file::exists(path));
  file.retry_now();
  write(file, "", at(0));
  CHECK_THAT(content(path), ContainsSubstring("berth: 1 lines (4 bytes) of museum"));
}

TEST_CASE("a full disk cuts no line in two and loses none without counting it", "[logs]") {
  test::TempFolder folder;
  SmallDisk disk(folder.path("disk"));
  if (!disk.mounted()) {
    WARN("not run: needs the right to mount");
    return;
  }
  auto path = folder.path("disk/log");
  folder.write("disk/ballast", std::string(4096, 'b'));
  LogFile file(log_at(path), "museum");
  std::string line = std::string(999, 'x') + "\n";
  std::string piece;
  for (int i = 0; i < 5; ++i) piece += line;
  for (int second = 0; second < 4; ++second) write(file, piece, at(second));
  CHECK(file.trouble() == path + ": No space left on device");
  auto lost = file.lost_lines();
  CHECK(lost >= 20 - 12);
  auto before = content(path).size();

  REQUIRE(::unlink(folder.path("disk/ballast").c_str()) == 0);
  write(file, "after\n", at(10));
  auto text = content(path);
  CHECK(file.trouble().empty());
  CHECK(file.lost_lines() == lost);
  auto gap = fmt::format("\nberth: {} lines ({} bytes) of museum were not written between 2026-01-01T12:00:0", lost,
                         20 * line.size() - before);
  CHECK_THAT(text, ContainsSubstring(gap));
  CHECK(text.ends_with(": No space left on device\nafter\n"));
}

TEST_CASE("a write that was cut off goes on where the file ends", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log");
  folder.write("log", "half");
  std::string text = "a line\nanother\n";
  auto already = GENERATE(as<std::size_t>(), 0, 1, 3, 16);
  LogPlace place;
  {
    LogFile file(log_at(path), "museum");
    place = file.ready(at(0), true);
    CHECK(place.offset == 4);
    CHECK(file.is_cut_short());
    folder.write("log", ("half\n" + text).substr(0, 4 + already));
  }
  LogFile file(log_at(path), "museum");
  auto now = file.ready(at(1), true);
  CHECK(now.is_same_file(place));
  CHECK(now.offset - place.offset == already);
  file.resume(true);
  file.write(text, at(1), already);
  CHECK(content(path) == "half\n" + text);
}

TEST_CASE("a file that has reached its size is rotated before the next write, never within a line", "[logs]") {
  test::TempFolder folder;
  auto log = log_at(folder.path("log"));
  log.max_size = 10;
  log.max_files = 2;
  LogFile file(log, "museum");
  write(file, "0123456789\n", at(0));
  CHECK_FALSE(file.was_rotated());
  file.ready(at(0), false);
  file.write("a cut line goes on\n", at(0));
  for (const auto* line : {"one line\nand more\n", "two line\nand more\n"}) {
    write(file, line, at(0));
    CHECK(file.was_rotated());
  }
  CHECK(content(log.file) == "two line\nand more\n");
  CHECK(content(log.file + ".1") == "one line\nand more\n");
  CHECK(content(log.file + ".2") == "0123456789\na cut line goes on\n");
  write(file, "three\n", at(0));
  CHECK_FALSE(file::exists(log.file + ".3"));
  CHECK(content(log.file + ".2") == "one line\nand more\n");
}

TEST_CASE("a file that cannot be rotated is written to all the same", "[logs]") {
  test::TempFolder folder;
  auto log = log_at(folder.path("log"));
  log.max_size = 4;
  REQUIRE(file::make_folder(log.file + ".1", 0700));
  LogFile file(log, "museum");
  write(file, "one\n", at(0));
  write(file, "two\n", at(0));
  write(file, "three\n", at(30));
  CHECK(content(log.file) == "one\ntwo\nthree\n");
  CHECK(file.lost_lines() == 0);
  REQUIRE(::rmdir((log.file + ".1").c_str()) == 0);
  write(file, "four\n", at(60));
  CHECK(content(log.file) == "four\n");
}
