#include "ctl/gunzip.h"

#include "ctl/log_files.h"
#include "ctl/packed.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {

Result<std::string> contents(const std::string& packed) {
  test::TempFolder folder;
  folder.write("x.gz", packed);
  std::string text;
  auto fd = ctl::open_log(folder.path("x.gz"));
  auto read = ctl::gunzip(fd->get(), [&](std::string_view bytes) {
    text += bytes;
    return Result<void>();
  });
  if (!read) return read.error();
  return text;
}

}  // namespace

TEST_CASE("what gzip packed is read again, also when it is many blocks or several parts in a row", "[ctl]") {
  std::string large;
  for (int i = 0; i < 200'000; ++i) large += fmt::format("{} {}\n", i, i * 7919 % 10007);
  CHECK(*contents(test::packed(large)) == large);
  CHECK(*contents(test::packed("one\n") + test::packed("two\n")) == "one\ntwo\n");
  CHECK(contents(test::packed(""))->empty());
}

TEST_CASE("what is cut or no gzip at all is an error", "[ctl]") {
  auto packed = test::packed("one\ntwo\n");
  for (std::size_t length = 0; length < packed.size(); ++length) CHECK(contents(packed.substr(0, length)).has_error());
  CHECK(contents("text, and no gzip\n").error().text == "not gzip's, or damaged");
}

TEST_CASE("unpacking ends with the error of whoever takes the bytes", "[ctl]") {
  test::TempFolder folder;
  folder.write("x.gz", test::packed("one\n"));
  auto fd = ctl::open_log(folder.path("x.gz"));
  auto refuse = [](std::string_view /*bytes*/) -> Result<void> { return Error{ErrorKind::cancelled, "enough"}; };
  CHECK(ctl::gunzip(fd->get(), refuse).error().text == "enough");
}
