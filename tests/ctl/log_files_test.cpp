#include "ctl/log_files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

std::vector<std::string> names_of(const std::vector<std::string>& paths) {
  std::vector<std::string> names;
  for (const auto& path : paths) names.push_back(std::filesystem::path(path).filename());
  return names;
}

std::vector<std::string> names_of(const std::vector<ctl::LogPiece>& pieces) {
  std::vector<std::string> paths;
  for (const auto& piece : pieces) paths.push_back(piece.path);
  return names_of(paths);
}

}  // namespace

TEST_CASE("rotated files come with the newest first, and no other file is taken for one", "[ctl]") {
  test::TempFolder folder;
  for (auto* name :
       {"x.log", "x.log.10", "x.log.2.gz", "x.log.1", "x.log.3.gz", "x.log.3", "x.log.12a", "x.log.bak", "x.log.0",
        "x.log.02", "x.log.4.gz.tmp", "x.log.", "x.log.5.xz", "x.log2", "xx.log.7", "x.log.-1", "x.log.99999999999"})
    folder.write(name, name);
  using Names = std::vector<std::string>;
  CHECK(names_of(ctl::rotated_logs(folder.path("x.log"))) == Names{"x.log.1", "x.log.2.gz", "x.log.3", "x.log.10"});
  CHECK(ctl::rotated_logs(folder.path("absent/x.log")).empty());
}

TEST_CASE("pieces are the live file and the rotated ones", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  using Names = std::vector<std::string>;
  CHECK(ctl::open_pieces(path)->empty());
  folder.write("x.log.1", "older\n");
  CHECK(names_of(*ctl::open_pieces(path)) == Names{"x.log.1"});
  folder.write("x.log", "live\n");
  auto pieces = ctl::open_pieces(path);
  CHECK(names_of(*pieces) == Names{"x.log", "x.log.1"});
  CHECK(pieces->front().end == 5);
}

TEST_CASE("while files are rotated, all are found and each once", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  constexpr int count = 20;
  for (int n = 1; n <= count; ++n) folder.write(fmt::format("x.log.{}", n), "x");
  std::atomic<bool> is_over = false;
  std::thread rotator([&] {
    for (int first = 1; !is_over; ++first) {
      for (int n = first + count - 1; n >= first; --n)
        std::filesystem::rename(folder.path(fmt::format("x.log.{}", n)), folder.path(fmt::format("x.log.{}", n + 1)));
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  for (int i = 0; i < 100; ++i) CHECK(ctl::open_pieces(path)->size() == count);
  is_over = true;
  rotator.join();
}

TEST_CASE("what lies between two files comes with the oldest first", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  for (auto* name : {"x.log.4", "x.log.3", "x.log.2", "x.log.1", "x.log"}) folder.write(name, name);
  using Names = std::vector<std::string>;
  auto live = ctl::open_log(path), first = ctl::open_log(folder.path("x.log.1"));
  auto third = ctl::open_log(folder.path("x.log.3"));
  CHECK(names_of(*ctl::pieces_between(path, third->get(), live->get())) == Names{"x.log.2", "x.log.1"});
  CHECK(names_of(*ctl::pieces_between(path, third->get(), first->get())) == Names{"x.log.2"});
  CHECK(ctl::pieces_between(path, first->get(), live->get())->empty());
}

TEST_CASE("files that were packed or removed meanwhile still bound what lies between them", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  auto hour = std::filesystem::file_time_type::clock::now() - std::chrono::hours(9);
  for (auto* name : {"x.log.5", "x.log.4", "x.log.3", "x.log.2", "x.log.1", "x.log"}) {
    folder.write(name, name);
    std::filesystem::last_write_time(folder.path(name), hour += std::chrono::hours(1));
  }
  auto older = ctl::open_log(folder.path("x.log.4")), newer = ctl::open_log(folder.path("x.log.1"));
  for (auto* name : {"x.log.4", "x.log.1"}) {
    folder.write(std::string(name) + ".gz", "packed");
    std::filesystem::last_write_time(folder.path(std::string(name) + ".gz"),
                                     std::filesystem::last_write_time(folder.path(name)));
  }
  using Names = std::vector<std::string>;
  CHECK(names_of(*ctl::pieces_between(path, older->get(), newer->get())) == Names{"x.log.3", "x.log.2"});
  for (auto* name : {"x.log.4", "x.log.1"}) std::filesystem::remove(folder.path(name));
  CHECK(names_of(*ctl::pieces_between(path, older->get(), newer->get())) == Names{"x.log.3", "x.log.2"});
  std::filesystem::remove(folder.path("x.log.4.gz"));
  CHECK(names_of(*ctl::pieces_between(path, older->get(), newer->get())) == Names{"x.log.3", "x.log.2"});
}

TEST_CASE("a link, a pipe or a folder is no log", "[ctl]") {
  test::TempFolder folder;
  folder.write("secret", "x");
  REQUIRE(::symlink(folder.path("secret").c_str(), folder.path("link").c_str()) == 0);
  REQUIRE(::mkfifo(folder.path("pipe").c_str(), 0600) == 0);
  CHECK(ctl::open_log(folder.path("link")).error().text == folder.path("link") + ": a symbolic link");
  CHECK(ctl::open_log(folder.path("pipe")).error().text == folder.path("pipe") + ": not a regular file");
  CHECK(ctl::open_log(folder.path()).has_error());
  CHECK(ctl::open_log(folder.path("absent")).error().kind == ErrorKind::not_found);
}
