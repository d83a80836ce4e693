#include "ctl/manifest.h"

#include <filesystem>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;

namespace {

void write(const std::string& path, const std::string& text) {
  REQUIRE(file::make_folder(std::filesystem::path(path).parent_path(), 0755).has_value());
  REQUIRE(file::replace(path, text, 0644).has_value());
}

}  // namespace

TEST_CASE("a manifest is read as it was written", "[ctl]") {
  Manifest manifest{"museum",
                    "/etc/berth/services/museum.yaml",
                    {{"/a b", "/c"}},
                    {"needs.service"},
                    true,
                    false,
                    true,
                    false,
                    true,
                    false,
                    true};
  auto read = read_manifest("m", manifest_text(manifest));
  REQUIRE(read.has_value());
  CHECK(*read == manifest);
}

TEST_CASE("what is no manifest is not taken for one", "[ctl]") {
  for (const auto* text :
       {"", "{", "[]", "{}", R"({"service":"x"})", R"({"service":"x","descriptor":"y","files":[["a"]]})",
        R"({"service":"x","descriptor":"y","files":[[1,2]]})"})
    CHECK_FALSE(read_manifest("m", text).has_value());
}

TEST_CASE("files are moved and moved back, however often", "[ctl]") {
  test::TempFolder folder;
  auto at = folder.path();
  write(at + "/etc/x.service", "unit");
  write(at + "/etc/x.service.d/a.conf", "drop-in");
  std::filesystem::create_symlink("/dev/null", at + "/etc/x.timer");
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto* name : {"x.service", "x.service.d", "x.timer"})
    files.emplace_back(at + "/etc/" + name, at + "/kept/etc/" + name);
  CHECK_FALSE(is_any_moved(files));
  REQUIRE(move_files({files.front()}).has_value());  // and cut off here
  CHECK(is_any_moved(files));
  for (int i = 0; i < 2; ++i) REQUIRE(move_files(files).has_value());
  CHECK_FALSE(file::exists(at + "/etc/x.service"));
  CHECK(*file::read(at + "/kept/etc/x.service.d/a.conf", 100) == "drop-in");
  for (int i = 0; i < 2; ++i) REQUIRE(move_back(files).has_value());
  CHECK_FALSE(is_any_moved(files));
  CHECK(*file::read(at + "/etc/x.service.d/a.conf", 100) == "drop-in");
  CHECK(std::filesystem::is_symlink(at + "/etc/x.timer"));
}

TEST_CASE("a link that systemd removes is kept before, and comes back", "[ctl]") {
  test::TempFolder folder;
  auto at = folder.path();
  write(at + "/opt/x.service", "unit");
  std::filesystem::create_directories(at + "/etc");
  std::filesystem::create_symlink(at + "/opt/x.service", at + "/etc/x.service");
  std::vector<std::pair<std::string, std::string>> files = {{at + "/etc/x.service", at + "/kept/etc/x.service"}};
  for (int i = 0; i < 2; ++i) REQUIRE(keep_links(files).has_value());
  CHECK_FALSE(is_any_moved(files));
  std::filesystem::remove(at + "/etc/x.service");
  REQUIRE(move_files(files).has_value());
  CHECK(is_any_moved(files));
  REQUIRE(move_back(files).has_value());
  CHECK(std::filesystem::read_symlink(at + "/etc/x.service") == at + "/opt/x.service");
}

TEST_CASE("a file that is nowhere is told, and a copy that was not finished is made anew", "[ctl]") {
  test::TempFolder folder;
  auto from = folder.path() + "/from", to = folder.path() + "/to";
  auto moved = move_files({{from, to}});
  REQUIRE_FALSE(moved.has_value());
  CHECK(moved.error().text == fmt::format("there is neither {} nor {}", from, to));
  write(from, "whole");
  write(to, "half");
  REQUIRE(move_files({{from, to}}).has_value());
  CHECK(*file::read(to, 100) == "whole");
}
