#include "logs/rotation.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;

namespace {

using Names = std::vector<std::string>;

struct Logs {
  test::TempFolder folder;
  std::string log = folder.path("web.log");

  // Each file holds its own name, so that one can see where it went.
  void have(const Names& names) const {
    for (const auto& name : names) folder.write(name, name);
  }
  std::string at(const std::string& name) const { return *file::read(folder.path(name), 100); }
  Names to_be_compressed() const {
    Names names;
    for (const auto& path : to_compress(log)) names.push_back(path.substr(folder.path().size() + 1));
    return names;
  }
};

}  // namespace

TEST_CASE("a rotation moves every file up by one, and drops the oldest", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1", "web.log.2.gz", "web.log.3"});
  REQUIRE(rotate(logs.log, 3));
  CHECK(logs.folder.names() == Names{"web.log.1", "web.log.2", "web.log.3.gz"});
  CHECK(logs.at("web.log.1") == "web.log");
  CHECK(logs.at("web.log.2") == "web.log.1");
  CHECK(logs.at("web.log.3.gz") == "web.log.2.gz");
}

TEST_CASE("with one rotated file to keep, the newest takes its place", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1.gz"});
  REQUIRE(rotate(logs.log, 1));
  CHECK(logs.folder.names() == Names{"web.log.1"});
  CHECK(logs.at("web.log.1") == "web.log");
}

TEST_CASE("numbers go by value, not by letters", "[logs]") {
  Logs logs;
  Names names{"web.log"};
  for (int i = 1; i <= 11; ++i) names.push_back("web.log." + std::to_string(i));
  logs.have(names);
  REQUIRE(rotate(logs.log, 12));
  for (int i = 1; i <= 11; ++i) CHECK(logs.at("web.log." + std::to_string(i + 1)) == "web.log." + std::to_string(i));
}

TEST_CASE("a hole is filled before anything is dropped", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1", "web.log.3", "web.log.4"});
  REQUIRE(rotate(logs.log, 4));
  CHECK(logs.folder.names() == Names{"web.log.1", "web.log.2", "web.log.3", "web.log.4"});
  CHECK(logs.at("web.log.2") == "web.log.1");
  CHECK(logs.at("web.log.3") == "web.log.3");
}

TEST_CASE("when fewer files are to be kept, those beyond are removed", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1", "web.log.2.gz", "web.log.3.gz", "web.log.9", "web.log.123456.gz"});
  REQUIRE(rotate(logs.log, 2));
  CHECK(logs.folder.names() == Names{"web.log.1", "web.log.2"});
  CHECK(logs.at("web.log.2") == "web.log.1");
}

TEST_CASE("no other file is touched", "[logs]") {
  Logs logs;
  Names others{"web.log.01", "web.log.0",  "web.log.12a",        "web.log.1.gz2",    "web.log.1.bak", "web.log.-1",
               "web.log.+1", "web.log.gz", "web.log.9999999999", "web.log.1.gz.tmp", "web.log.bak",   "web.log2",
               "web.log.",   "web.log.1.", "web.log.1.xz",       "my-web.log.1",     "web.log 1",     "web.log2.1"};
  logs.have(others);
  logs.have({"web.log"});
  REQUIRE(rotate(logs.log, 1));
  for (const auto& name : others) CHECK(logs.at(name) == name);
  CHECK(logs.at("web.log.1") == "web.log");
  CHECK(logs.folder.names().size() == others.size() + 1);
}

TEST_CASE("a rotation that was interrupted after any of its renames loses nothing", "[logs]") {
  // As if the renames from the oldest on had been done, and the rest had not.
  for (int done = 0; done <= 3; ++done) {
    INFO(done);
    Logs logs;
    logs.have({"web.log", "web.log.1", "web.log.2", "web.log.3"});
    for (int i = 3; i > 3 - done; --i) {
      auto to = logs.folder.path("web.log." + std::to_string(i + 1));
      REQUIRE(::rename(logs.folder.path("web.log." + std::to_string(i)).c_str(), to.c_str()) == 0);
    }
    REQUIRE(rotate(logs.log, 5));
    CHECK(logs.folder.names() == Names{"web.log.1", "web.log.2", "web.log.3", "web.log.4"});
    CHECK(logs.at("web.log.1") == "web.log");
    for (int i = 1; i <= 3; ++i) CHECK(logs.at("web.log." + std::to_string(i + 1)) == "web.log." + std::to_string(i));
  }
}

TEST_CASE("a file that is there plain and compressed stays so until it is compressed again", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1", "web.log.1.gz"});
  REQUIRE(rotate(logs.log, 5));
  CHECK(logs.folder.names() == Names{"web.log.1", "web.log.2", "web.log.2.gz"});
  CHECK(logs.to_be_compressed() == Names{"web.log.2", "web.log.1"});
}

TEST_CASE("without a log file nothing is rotated", "[logs]") {
  Logs logs;
  logs.have({"web.log.1"});
  REQUIRE(rotate(logs.log, 5));
  CHECK(logs.folder.names() == Names{"web.log.1"});
  CHECK(rotate(logs.folder.path("none/web.log"), 5).error().kind == ErrorKind::not_found);
}

TEST_CASE("links are moved and removed themselves, never what they point to", "[logs]") {
  Logs logs;
  logs.have({"web.log", "precious"});
  auto link = [&](const std::string& name) {
    REQUIRE(::symlink(logs.folder.path("precious").c_str(), logs.folder.path(name).c_str()) == 0);
  };
  link("web.log.1");
  link("web.log.2");
  REQUIRE(rotate(logs.log, 2));
  CHECK(logs.folder.names() == Names{"precious", "web.log.1", "web.log.2"});
  CHECK(logs.at("precious") == "precious");
  CHECK(logs.at("web.log.1") == "web.log");
  CHECK(logs.to_be_compressed() == Names{"web.log.1"});
  link("web.log");
  CHECK(rotate(logs.log, 2).error().text == logs.log + ": not a regular file");
}

TEST_CASE("a folder in the way is left alone, and the log file stays where it is", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.1/inside"});
  auto rotated = rotate(logs.log, 5);
  REQUIRE(rotated.has_error());
  CHECK_THAT(rotated.error().text, ContainsSubstring("rename " + logs.log + " to web.log.1: Is a directory"));
  CHECK(logs.at("web.log") == "web.log");
  CHECK(logs.at("web.log.1/inside") == "web.log.1/inside");
}

TEST_CASE("all rotated files are to be compressed, the oldest first", "[logs]") {
  Logs logs;
  logs.have({"web.log", "web.log.2", "web.log.10", "web.log.3.gz", "web.log.1", "web.log.x", "web.log.4.gz.tmp"});
  CHECK(logs.to_be_compressed() == Names{"web.log.10", "web.log.2", "web.log.1"});
}

TEST_CASE("what a compression left unfinished is removed, and nothing else", "[logs]") {
  Logs logs;
  logs.have(
      {"web.log.1", "web.log.1.gz.tmp", "web.log.20.gz.tmp", "web.log.gz.tmp", "web.log.2.gz", "db.log.1.gz.tmp"});
  remove_unfinished(logs.log);
  CHECK(logs.folder.names() == Names{"db.log.1.gz.tmp", "web.log.1", "web.log.2.gz", "web.log.gz.tmp"});
}
