#include "logs/gzip.h"

#include <fcntl.h>

#include <random>

#include "base/unique_fd.h"
#include "logs/gunzip.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

TEST_CASE("what is compressed comes back, whatever its length", "[logs]") {
  test::TempFolder folder;
  std::mt19937 random(1);
  for (std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 1'000'000u}) {
    INFO(size);
    for (bool is_noise : {false, true}) {
      std::string text(size, 'x');
      if (is_noise)
        for (auto& c : text) c = static_cast<char>(random());
      folder.write("from", text);
      UniqueFd from(::open(folder.path("from").c_str(), O_RDONLY | O_CLOEXEC));
      UniqueFd to(::open(folder.path("to.gz").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
      auto done = logs::gzip(from.get(), to.get());
      REQUIRE(done.has_value());
      CHECK(*done == size);
      CHECK(test::gunzip(folder.path("to.gz")) == text);
    }
  }
}

TEST_CASE("a disk that is full ends the compression with its reason", "[logs]") {
  test::TempFolder folder;
  folder.write("from", std::string(1'000'000, 'x'));
  UniqueFd from(::open(folder.path("from").c_str(), O_RDONLY | O_CLOEXEC));
  UniqueFd full(::open("/dev/full", O_WRONLY | O_CLOEXEC));
  auto done = logs::gzip(from.get(), full.get());
  REQUIRE(done.has_error());
  CHECK(done.error().text == "write: No space left on device");
}
