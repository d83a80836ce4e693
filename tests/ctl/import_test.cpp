#include "ctl/import.h"

#include "base/file.h"
#include "ctl/commands.h"
#include "support/catch.h"
#include "support/files.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;
using test::mode_of;

TEST_CASE("an import writes a descriptor, for its owner alone if it has values of variables", "[ctl]") {
  test::TempFolder folder;
  auto source = folder.path() + "/", target = folder.path() + "/made/here";
  test::put(source + "open.service", "[Service]\nExecStart=docker run --name open app\n");
  test::put(source + "closed.service", "[Service]\nExecStart=docker run -e A=1 --name closed app\n");
  CHECK(import({{source + "open.service", source + "closed.service"}, target, "", false}) == ok);
  CHECK(mode_of(target + "/open.yaml") == 0644);
  CHECK(mode_of(target + "/closed.yaml") == 0600);
  CHECK_THAT(*file::read(target + "/closed.yaml", 1000), ContainsSubstring("    A: 1\n"));
}

TEST_CASE("an import leaves a descriptor that is there, unless it is forced", "[ctl]") {
  test::TempFolder folder;
  auto source = folder.path() + "/web.service", target = folder.path() + "/web.yaml";
  test::put(source, "[Service]\nExecStart=docker run app\n");
  test::put(target, "mine");
  CHECK(import({{source}, folder.path(), "", false}) == wrong_usage);
  CHECK(*file::read(target, 1000) == "mine");
  CHECK(import({{source}, folder.path(), "", true}) == ok);
  CHECK_THAT(*file::read(target, 1000), ContainsSubstring("Image: app\n"));
}

TEST_CASE("the exit status of an import says whether all was carried", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path() + "/web.service";
  test::put(path, "[Service]\nExecStart=docker run --tty app\n");
  CHECK(import({{path}, folder.path(), "", true}) == failed);
  test::put(path, "[Service]\nType=forking\nExecStart=/bin/true\n");
  CHECK(import({{path}, folder.path(), "", true}) == wrong_usage);
  CHECK(import({{folder.path() + "/none.service"}, "", "", false}) == wrong_usage);
}

TEST_CASE("a source is compared with a descriptor that is named behind it", "[ctl]") {
  test::TempFolder folder;
  auto source = folder.path() + "/web.service", other = folder.path() + "/other.yaml";
  test::put(source, "[Service]\nExecStart=docker run --init app\n");
  test::put(other, "Container: {Image: app}\n");
  CHECK(import({{other}, "", "", false}) == wrong_usage);
  test::put(other, "Container:\n  Image: app\n  Init: yes\n  Pull: missing\n");
  CHECK(import({{other}, "", "", false}) == wrong_usage);
  CHECK(import({{source, other}, "", "", false, true}) == ok);
  test::put(other, "Container:\n  Image: app\n");
  CHECK(import({{source, other}, "", "", false, true}) == failed);
  test::put(other, "Container:\n  Imag: app\n");
  CHECK(import({{source, other}, "", "", false, true}) == wrong_usage);
}

TEST_CASE("several services need a folder, and names of their own", "[ctl]") {
  test::TempFolder folder;
  auto path = folder.path() + "/compose.yaml";
  test::put(path, "services: {a: {image: app}, b: {image: app}}\n");
  CHECK(import({{path}, "", "", false}) == wrong_usage);
  CHECK(import({{path}, folder.path(), "c", false}) == wrong_usage);
  CHECK(import({{path, path}, folder.path(), "", false}) == wrong_usage);
  CHECK(import({{path}, folder.path(), "", false}) == ok);
  CHECK(file::exists(folder.path() + "/b.yaml"));
}
