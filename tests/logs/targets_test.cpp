#include "logs/targets.h"

#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using logs::Targets;

namespace {

std::string text_of(const std::string& path) {
  return *file::read(path, 1024 * 1024);
}

ino_t inode(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_ino;
}

const std::string source = BERTH_SOURCE_DIR;
const std::string list = "/var/lib/berth/log-targets.json";

}  // namespace

TEST_CASE("every service with a log file is listed with its labels, sorted", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("log-targets.json");
  Targets targets(path, "ship");
  REQUIRE(targets.set({{"web", "/root/var/log/web.log"}, {"quiet", ""}, {"museum", "/root/var/log/\"a\".log"}}));
  auto groups = boost::json::parse(text_of(path)).as_array();
  REQUIRE(groups.size() == 2);
  auto expected = boost::json::parse(
      R"({"targets": ["localhost"], "labels": {"job": "museum", "host": "ship", "__path__": "/root/var/log/\"a\".log"}})");
  CHECK((groups[0] == expected));
  CHECK(groups[1].at("labels").at("job").as_string() == "web");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("no service at all is an empty list", "[logs]") {
  test::TempFolder folder;
  REQUIRE(Targets(folder.path("list"), "ship").set({}));
  CHECK(boost::json::parse(text_of(folder.path("list"))).as_array().empty());
}

TEST_CASE("the list is written only when it changes, and again when somebody removed it", "[logs]") {
  test::TempFolder folder;
  auto path = folder.path("list");
  Targets targets(path, "ship");
  REQUIRE(targets.set({{"a", "/a.log"}, {"b", "/b.log"}}));
  auto first = inode(path);
  REQUIRE(targets.set({{"b", "/b.log"}, {"a", "/a.log"}}));
  REQUIRE(Targets(path, "ship").set({{"b", "/b.log"}, {"a", "/a.log"}}));
  CHECK(inode(path) == first);
  REQUIRE(targets.set({{"a", "/a.log"}}));
  CHECK_THAT(text_of(path), !ContainsSubstring("b.log"));
  REQUIRE(file::remove(path));
  REQUIRE(targets.set({{"a", "/a.log"}}));
  CHECK(file::exists(path));
}

TEST_CASE("a list that cannot be written is an error, and tried again", "[logs]") {
  test::TempFolder folder;
  Targets targets(folder.path("state/list"), "ship");
  CHECK_FALSE(targets.set({{"a", "/a.log"}}));
  REQUIRE(file::make_folder(folder.path("state"), 0700));
  CHECK(targets.set({{"a", "/a.log"}}));
}

TEST_CASE("Promtail's configuration reads that list, keeps positions and takes Loki's address from outside", "[logs]") {
  auto config = YAML::LoadFile(source + "/promtail/promtail.yaml");
  auto discovery = config["scrape_configs"][0]["file_sd_configs"][0];
  CHECK(discovery["files"][0].as<std::string>() == list);
  CHECK_FALSE(config["positions"]["filename"].as<std::string>().empty());
  CHECK(config["clients"][0]["url"].as<std::string>() == "${LOKI_URL:-http://localhost:3100/loki/api/v1/push}");
}

TEST_CASE("Alloy's configuration reads the same list, and every component it names is there", "[logs]") {
  auto config = text_of(source + "/promtail/config.alloy");
  CHECK_THAT(config, ContainsSubstring("files            = [\"" + list + "\"]"));
  CHECK(std::count(config.begin(), config.end(), '{') == std::count(config.begin(), config.end(), '}'));
  for (std::string kind : {"discovery.file", "local.file_match", "loki.source.file", "loki.write"}) {
    std::string label = kind == "loki.write" ? "default" : "berth";
    INFO(kind);
    CHECK_THAT(config, ContainsSubstring(kind + " \"" + label + "\" {"));
    if (kind == "loki.source.file") continue;
    CHECK_THAT(config, ContainsSubstring(kind + "." + label + "."));
  }
}
