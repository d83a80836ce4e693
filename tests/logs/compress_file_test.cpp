#include "logs/compress_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "logs/gunzip.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;
using Names = std::vector<std::string>;

TEST_CASE("a compressed file stands beside the plain one, with its mode and time", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("web.log.1");
  folder.write("web.log.1", "hello\n");
  ::chmod(path.c_str(), 0604);
  timespec times[2] = {{1000, 0}, {2000, 5}};
  ::utimensat(AT_FDCWD, path.c_str(), times, 0);
  struct stat plain {};
  ::stat(path.c_str(), &plain);

  auto done = compress_file(path);
  REQUIRE(done.has_value());
  CHECK(*done == Compressed{plain.st_ino, 6});
  CHECK(folder.names() == Names{"web.log.1", "web.log.1.gz.tmp"});
  CHECK(test::gunzip(path + ".gz.tmp") == "hello\n");
  struct stat compressed {};
  ::stat((path + ".gz.tmp").c_str(), &compressed);
  CHECK((compressed.st_mode & 07777) == 0604);
  CHECK(compressed.st_mtim.tv_sec == 2000);
}

TEST_CASE("what a child that died had left behind is begun anew", "[logs]") {
  test::TempFolder folder;
  folder.write("web.log.1", "hello\n");
  folder.write("web.log.1.gz.tmp", "half");
  REQUIRE(compress_file(folder.path("web.log.1")).has_value());
  CHECK(test::gunzip(folder.path("web.log.1.gz.tmp")) == "hello\n");
}

TEST_CASE("links are not followed, neither to read nor to write", "[logs]") {
  test::TempFolder folder;
  folder.write("precious", "precious");
  auto precious = folder.path("precious");
  ::symlink(precious.c_str(), folder.path("web.log.1").c_str());
  auto done = compress_file(folder.path("web.log.1"));
  REQUIRE(done.has_error());
  CHECK_THAT(done.error().text, ContainsSubstring("web.log.1: a symbolic link"));
  folder.write("web.log.2", "hello\n");
  ::symlink(precious.c_str(), folder.path("web.log.2.gz.tmp").c_str());
  REQUIRE(compress_file(folder.path("web.log.2")).has_value());
  CHECK(test::gunzip(folder.path("web.log.2.gz.tmp")) == "hello\n");
  CHECK(folder.names() == Names{"precious", "web.log.1", "web.log.2", "web.log.2.gz.tmp"});
}

TEST_CASE("what is no file, or not there, is told and leaves nothing behind", "[logs]") {
  test::TempFolder folder;
  ::mkfifo(folder.path("web.log.1").c_str(), 0600);
  CHECK_THAT(compress_file(folder.path("web.log.1")).error().text, ContainsSubstring("not a regular file"));
  CHECK(compress_file(folder.path("web.log.2")).error().kind == ErrorKind::not_found);
  folder.write("web.log.3", "hello\n");
  folder.write("web.log.3.gz.tmp/in-the-way", "");
  CHECK_THAT(compress_file(folder.path("web.log.3")).error().text, ContainsSubstring("web.log.3.gz.tmp: File exists"));
  CHECK(folder.names() == Names{"web.log.1", "web.log.3", "web.log.3.gz.tmp"});
}

TEST_CASE("what the child prints is read back", "[logs]") {
  CHECK(parse_compressed("12 345\n") == Compressed{12, 345});
  CHECK_FALSE(parse_compressed(""));
  CHECK_FALSE(parse_compressed("no space left on device\n"));
  CHECK_FALSE(parse_compressed("12"));
}
