#include "ctl/log_follower.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "ctl/packed.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

// A follower at work in a thread of its own, whose output we read.
class Following {
 public:
  Following(const std::string& path, off_t at) : Following(path, path, at) {}
  Following(const std::string& path, const std::string& first, off_t at) {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    output_.reset(ends[0]);
    input_.reset(ends[1]);
    auto follower = ctl::LogFollower::watch(path, input_.get());
    REQUIRE(follower.has_value());
    if (auto fd = ctl::open_log(first)) follower->begin_at(std::move(*fd), at);
    thread_ = std::thread([this, own = std::move(*follower)]() mutable { result_ = own.follow(); });
  }
  ~Following() { end(); }

  // Reads until `text` has come, or nothing for half a minute; returns all since the last call.
  std::string until(const std::string& text) {
    std::string all;
    pollfd one{output_.get(), POLLIN, 0};
    char block[65536];
    while (all.find(text) == std::string::npos && ::poll(&one, 1, 30000) > 0) {
      auto got = ::read(output_.get(), block, sizeof block);
      if (got <= 0) break;
      all.append(block, static_cast<std::size_t>(got));
    }
    return all;
  }

  bool is_quiet() {
    pollfd one{output_.get(), POLLIN, 0};
    return ::poll(&one, 1, 100) == 0;
  }

  Result<void> end() {
    output_.reset();
    if (thread_.joinable()) thread_.join();
    return result_;
  }

 private:
  UniqueFd output_, input_;
  Result<void> result_;
  std::thread thread_;
};

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::app) << text;
}

}  // namespace

TEST_CASE("what is appended is passed on, whether or not its line has ended", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log", "old\n");
  Following following(path, 4);
  append(path, "new\nhal");
  CHECK(following.until("hal") == "new\nhal");
  append(path, "f\n");
  CHECK(following.until("f\n") == "f\n");
  auto huge = std::string(1'000'000, 'x') + "\n";
  append(path, huge);
  CHECK(following.until("\n") == huge);
}

TEST_CASE("a file that is rotated is read to its end, then the new one", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log", "");
  Following following(path, 0);
  std::ofstream writer(path, std::ios::app);
  std::filesystem::rename(path, folder.path("x.log.1"));
  writer << "to the old one\n" << std::flush;
  CHECK(following.until("\n") == "to the old one\n");
  // logrotate's `create` makes the new one before the writer has noticed.
  folder.write("x.log", "");
  CHECK(following.is_quiet());
  writer << "still to the old one\n" << std::flush;
  CHECK(following.until("\n") == "still to the old one\n");
  append(path, "to the new one\n");
  CHECK(following.until("new") == "to the new one\n");
  append(path, "more\n");
  CHECK(following.until("more") == "more\n");
}

TEST_CASE("following may begin in a file that was rotated just now, before there is another", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log.1", "old\n");
  Following following(folder.path("x.log"), folder.path("x.log.1"), 4);
  append(folder.path("x.log.1"), "still to the old one\n");
  CHECK(following.until("\n") == "still to the old one\n");
  append(folder.path("x.log"), "to the new one\n");
  CHECK(following.until("new") == "to the new one\n");
}

TEST_CASE("rotations that went by while the output was blocked are caught up with", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log", "");
  Following following(path, 0);
  // More than a pipe holds: the follower waits for us in the middle of it.
  auto large = std::string(2'000'000, 'x') + "\n";
  append(path, large);
  while (following.is_quiet()) continue;
  std::filesystem::rename(path, folder.path("x.log.3"));
  folder.write("x.log.2.gz", test::packed("second\n"));
  folder.write("x.log.1", "third\n");
  folder.write("x.log", "fourth\n");
  CHECK(following.until("fourth\n") == large + "second\nthird\nfourth\n");
  CHECK(following.is_quiet());
}

TEST_CASE("a file that is truncated is read from its beginning", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log", "a long line of before\n");
  Following following(path, 22);
  REQUIRE(::truncate(path.c_str(), 0) == 0);
  append(path, "new\n");
  CHECK(following.until("new") == "new\n");
}

TEST_CASE("a file that is removed and made anew is followed, and its folder, too", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("logs/deep/x.log");
  Following following(path, 0);
  for (auto* text : {"first\n", "second\n"}) {
    std::filesystem::create_directories(folder.path("logs/deep"));
    append(path, text);
    CHECK(following.until("\n") == text);
    std::filesystem::remove_all(folder.path("logs"));
  }
}

TEST_CASE("following ends as soon as nobody reads, without another line", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.log", "");
  Following following(folder.path("x.log"), 0);
  CHECK(following.is_quiet());
  CHECK(following.end().error().kind == ErrorKind::cancelled);
}

TEST_CASE("10,000 lines through rotations at any moment come once each and in order", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path("x.log");
  folder.write("x.log", "");
  Following following(path, 0);
  std::string expected;
  std::thread writer([&] {
    std::ofstream file(path, std::ios::app);
    for (int i = 0; i < 10'000; ++i) {
      file << i << "\n" << std::flush;
      if (i % 100 != 99) continue;
      for (int n = 100; n >= 1; --n)
        if (auto from = folder.path(fmt::format("x.log.{}", n)); std::filesystem::exists(from))
          std::filesystem::rename(from, folder.path(fmt::format("x.log.{}", n + 1)));
      std::filesystem::rename(path, folder.path("x.log.1"));
      file = std::ofstream(path, std::ios::app);
    }
    file << "the end\n" << std::flush;
  });
  for (int i = 0; i < 10'000; ++i) expected += std::to_string(i) + "\n";
  auto all = following.until("the end\n");
  writer.join();
  // What ended it before, if anything did.
  CHECK(following.end().error().kind == ErrorKind::cancelled);
  CHECK(all == expected + "the end\n");
}
