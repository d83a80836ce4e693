#include "supervise/fingerprint.h"

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::Fingerprint;
using supervise::fingerprint_of;
namespace fs = std::filesystem;

namespace {

const HashKey key = HashKey::random();

}  // namespace

TEST_CASE("a file has the same content whatever it is in, and another place when it is another file", "[supervise]") {
  test::TempFolder root;
  root.write("a", "one");
  auto before = fingerprint_of(root.path("a"), key);
  root.write("a", "two");
  CHECK(fingerprint_of(root.path("a"), key).place == before.place);
  CHECK(fingerprint_of(root.path("a"), key).content != before.content);
  root.write("b", "one");
  fs::rename(root.path("b"), root.path("a"));
  CHECK(fingerprint_of(root.path("a"), key).place != before.place);
  CHECK(fingerprint_of(root.path("a"), key).content == before.content);
  fs::remove(root.path("a"));
  CHECK(fingerprint_of(root.path("a"), key) == Fingerprint{});
}

TEST_CASE("nothing of the content shows, and without the key nobody can try what it might be", "[supervise]") {
  test::TempFolder root;
  root.write("secret", "hunter2");
  auto print = fingerprint_of(root.path("secret"), key);
  CHECK(print.content.find("hunter") == std::string::npos);
  CHECK(print.content != fingerprint_of(root.path("secret"), HashKey::random()).content);
}

TEST_CASE("a folder is what is in it, by content", "[supervise]") {
  test::TempFolder root;
  root.write("conf/d/a", "one");
  auto before = fingerprint_of(root.path("conf"), key);
  root.write("conf/d/a", "two");
  CHECK(fingerprint_of(root.path("conf"), key).content != before.content);
  root.write("conf/d/a", "one");
  CHECK(fingerprint_of(root.path("conf"), key) == before);
  root.write("conf/d/b", "");
  CHECK(fingerprint_of(root.path("conf"), key).content != before.content);
  fs::rename(root.path("conf/d/b"), root.path("b"));
  CHECK(fingerprint_of(root.path("conf"), key) == before);
}

TEST_CASE("links inside a folder count as what they lead to, machinery and links that lead out do not", "[supervise]") {
  test::TempFolder root;
  root.write("conf/..1/key", "one");
  root.write("conf/..2/key", "one");
  root.write("conf/..3/key", "three");
  fs::create_symlink("..1", root.path("conf/..data"));
  fs::create_symlink("..data/key", root.path("conf/key"));
  auto turn_to = [&](const char* target) {
    fs::remove(root.path("conf/..data"));
    fs::create_symlink(target, root.path("conf/..data"));
    return fingerprint_of(root.path("conf"), key);
  };
  auto before = fingerprint_of(root.path("conf"), key);
  CHECK(turn_to("..2") == before);
  CHECK(turn_to("..3").content != before.content);
  root.write("outside", "1");
  fs::create_symlink(root.path("outside"), root.path("conf/out"));
  before = fingerprint_of(root.path("conf"), key);
  root.write("outside", "2");
  CHECK(fingerprint_of(root.path("conf"), key) == before);
}

TEST_CASE("a large file is not read, and one without end neither", "[supervise]") {
  test::TempFolder root;
  root.write("large", "");
  fs::resize_file(root.path("large"), 1ull << 40);
  auto before = fingerprint_of(root.path("large"), key);
  CHECK(fingerprint_of(root.path("large"), key) == before);
  fs::resize_file(root.path("large"), (1ull << 40) + 1);
  CHECK(fingerprint_of(root.path("large"), key).content != before.content);
  CHECK_FALSE(fingerprint_of("/dev/zero", key).content.empty());
  fs::create_directory_symlink(root.path(), root.path("again"));
  fs::create_symlink("nowhere", root.path("broken"));
  CHECK_FALSE(fingerprint_of(root.path(), key).content.empty());
}
