// Every file in cases/ has beside it, as FILE.expected, what is to come out of it: descriptors with how much of the
// file is not in them, or the error. BERTH_ACCEPT=1 writes those files anew; look at the difference before you commit
// it.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "import/around.h"
#include "import/import.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

const std::string folder = std::string(BERTH_SOURCE_DIR) + "/tests/import/cases";

// What stands beside another file is no case itself.
bool is_input(const std::filesystem::path& path) {
  static const std::set<std::string> others = {".build", ".expected", ".image", ".network", ".timer", ".volume"};
  return !others.contains(path.extension());
}

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.is_regular_file() && is_input(entry.path())) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

// The folder is another one on every machine.
std::string without_folder(std::string text) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder))
    text.replace(at, folder.size(), "/srv");
  return text;
}

std::string outcome(const std::string& name) {
  auto path = folder + "/" + name;
  auto text = file::read(path, 2'000'000);
  REQUIRE(text.has_value());
  auto around = test::around({{"/etc/default/shell", "PASSWORD='s%cret'\n# none\n"},
                              {"/etc/default/exporter", "PORT=9100\nLEVEL=debug\n"},
                              {"/etc/docker/far/config.json", "{}"},
                              {"/etc/project/docker-compose.yml", "name: \"planned\"\nservices: {}\n"},
                              {"/srv/sentinel/compose.yaml", "services: {}\n"},
                              {"/etc/project/docker-compose.override.yml", "services: {}\n"}});
  auto all = import_file(path, *text, "", around);
  if (!all) return without_folder(fmt::format("error: {}\n", all.error().text));
  std::string out;
  for (const auto& one : *all) {
    CHECK(config::read_descriptor("x.yaml", one.name, one.text, {}, around.host.facts).ok());
    out += fmt::format("== {}, not carried: {}\n{}", one.name, one.not_carried, one.text);
  }
  return without_folder(out);
}

}  // namespace

TEST_CASE("every case becomes the descriptor beside it", "[import]") {
  auto names = case_names();
  CHECK(names.size() >= 15);
  for (const auto& name : names) {
    INFO(name);
    auto got = outcome(name);
    auto expected_path = folder + "/" + name + ".expected";
    if (std::getenv("BERTH_ACCEPT") != nullptr) CHECK(file::replace(expected_path, got, 0644).has_value());
    auto expected = file::read(expected_path, 2'000'000);
    REQUIRE(expected.has_value());
    CHECK(got == *expected);
  }
}
