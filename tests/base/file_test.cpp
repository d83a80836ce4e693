#include "base/file.h"

#include <sys/stat.h>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

TEST_CASE("a file is replaced as a whole, with the mode asked for", "[base]") {
  test::TempFolder folder;
  auto path = folder.path("state");
  REQUIRE(file::replace(path, "one", 0600));
  REQUIRE(file::replace(path, "two", 0640));
  CHECK(*file::read(path, 100) == "two");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
  CHECK(folder.names() == std::vector<std::string>{"state"});
}

TEST_CASE("reading refuses what is too large or no regular file, at once", "[base]") {
  test::TempFolder folder;
  REQUIRE(file::replace(folder.path("large"), std::string(2049, 'x'), 0600));
  CHECK(file::read(folder.path("large"), 2048).error().kind == ErrorKind::limit);
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  CHECK(file::read(folder.path("fifo"), 100).error().text == folder.path("fifo") + ": not a regular file");
  CHECK(file::read("/dev/zero", 100).error().kind == ErrorKind::invalid);
  CHECK(file::read(folder.path("none"), 100).error().kind == ErrorKind::not_found);
  REQUIRE(::symlink("loop", folder.path("loop").c_str()) == 0);
  CHECK_FALSE(file::read(folder.path("loop"), 100));
}

TEST_CASE("a file that cannot be written leaves no half of it behind", "[base]") {
  test::TempFolder folder;
  REQUIRE(file::make_folder(folder.path("a/b/taken"), 0700));
  CHECK_FALSE(file::replace(folder.path("a/b/taken"), "x", 0600));
  CHECK(file::exists(folder.path("a/b/taken")));
  CHECK_FALSE(file::exists(folder.path("a/b/taken.new~")));
}
