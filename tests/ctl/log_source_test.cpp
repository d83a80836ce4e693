#include "ctl/log_source.h"

#include <filesystem>

#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

TEST_CASE("while berthd is away the descriptor says where the log is", "[ctl]") {
  test::TempFolder folder;
  std::filesystem::create_directories(folder.path("strong"));
  std::filesystem::create_directories(folder.path("weak"));
  std::vector<std::string> folders{folder.path("absent"), folder.path("strong"), folder.path("weak")};
  config::Roots roots{"/root", "/srv/log"};
  folder.write("weak/web.yaml", "Container: {Image: web}\nLog: {File: /weak.log}\n");
  CHECK(ctl::log_source_in(folders, "web", roots)->file == "/weak.log");
  folder.write("strong/web.yaml", "Container: {Image: web}\n");
  CHECK(ctl::log_source_in(folders, "web", roots)->file == "/srv/log/web.log");
  CHECK(ctl::log_source_in(folders, "web", roots)->unit == "web.service");
  folder.write("strong/web.yaml", "Container: {Image: web}\nLog: {File: none}\n");
  CHECK(ctl::log_source_in(folders, "web", roots)->file.empty());
  // One that would not start any more has a log all the same.
  folder.write("strong/web.yaml", "Container: {Imgae: web}\n");
  CHECK(ctl::log_source_in(folders, "web", roots)->file == "/srv/log/web.log");
  CHECK(ctl::log_source_in(folders, "absent", roots).error().kind == ErrorKind::not_found);
  CHECK(ctl::log_source_in(folders, "../strong/web", roots).has_error());
}
