#include "config/folder.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <fcntl.h>

#include <cstring>

#include "base/unique_fd.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::config;

namespace {

std::vector<std::string> names(const Folders& folders) {
  std::vector<std::string> all;
  for (const auto& loaded : folders.descriptors) all.push_back(loaded.name);
  return all;
}

std::vector<std::string> texts(const Folders& folders) {
  std::vector<std::string> all;
  for (const auto& problem : folders.problems) all.push_back(one_line(problem));
  return all;
}

}  // namespace

TEST_CASE("the stronger directory wins, and masks", "[config]") {
  test::TempFolder folder;
  folder.write("etc/a.yaml", "strong");
  folder.write("lib/a.yaml", "weak");
  folder.write("lib/b.yaml", "b");
  folder.write("lib/c.yaml", "c");
  folder.write("lib/d.yaml", "d");
  folder.write("etc/d.yaml", "");  // which is wrong, but no mask
  REQUIRE(::symlink("/dev/null", folder.path("etc/b.yaml").c_str()) == 0);
  auto folders = read_folders({folder.path("etc"), folder.path("none"), folder.path("lib")});
  CHECK(names(folders) == std::vector<std::string>{"a", "c", "d"});
  CHECK(folders.descriptors[0].text == "strong");
  CHECK(folders.descriptors[0].path == folder.path("etc/a.yaml"));
  CHECK(folders.masked == std::vector<std::string>{"b"});
  CHECK(folders.problems.empty());
}

TEST_CASE("an instance is its own file, else its template's, unless either is masked", "[config]") {
  test::TempFolder folder;
  folder.write("lib/w@.yaml", "template");
  folder.write("lib/w@a.yaml", "own");
  REQUIRE(::symlink("w@.yaml", folder.path("lib/w@b.yaml").c_str()) == 0);
  std::filesystem::create_directories(folder.path("etc"));
  REQUIRE(::symlink("/dev/null", folder.path("etc/w@c.yaml").c_str()) == 0);
  std::vector<std::string> directories = {folder.path("etc"), folder.path("lib")};
  auto path_of = [&](const std::string& name) {
    auto found = find_descriptor(directories, name);
    return found ? found->path.substr(folder.path().size() + 1) + ": " + found->text : "none";
  };
  CHECK(path_of("w@") == "lib/w@.yaml: template");
  CHECK(path_of("w@x") == "lib/w@.yaml: template");
  CHECK(path_of("w@a") == "lib/w@a.yaml: own");
  CHECK(path_of("w@b") == "lib/w@b.yaml: template");
  CHECK(path_of("w@c") == "none");
  CHECK(path_of("w") == "none");
  auto folders = read_folders(directories);
  CHECK(names(folders) == std::vector<std::string>{"w@a", "w@b"});
  CHECK(folders.masked == std::vector<std::string>{"w@c"});
  REQUIRE(::symlink("/dev/null", folder.path("etc/w@.yaml").c_str()) == 0);
  CHECK(path_of("w@x") == "none");
}

TEST_CASE("what is no descriptor is passed over, what was meant to be one is reported", "[config]") {
  test::TempFolder folder;
  for (auto name : {".hidden.yaml", "a.yaml~", "a.yaml.bak", "#a.yaml#", "README", "a.yml", "b@.yaml", "c d.yaml",
                    "-x.yaml", "ok.yaml", "ok@1.yaml", ".yaml"})
    folder.write(name, "x");
  folder.write("ok.yaml.d/10.yaml", "x");
  folder.write("gone.yaml.d/10.yaml", "x");
  folder.write("b@1.yaml.d/10.yaml", "x");
  auto folders = read_folders({folder.path()});
  CHECK(names(folders) == std::vector<std::string>{"b@1", "ok", "ok@1"});
  CHECK(
      texts(folders) ==
      std::vector<std::string>{
          folder.path("-x.yaml") + ": \"-x\" can't be a service's name: it must begin with a letter or a digit",
          folder.path("a.yml") + ": a descriptor's name ends in .yaml (did you mean \"a.yaml\"?)",
          folder.path("c d.yaml") + ": \"c d\" can't be a service's name: only letters, digits and - _ . @ are allowed",
          folder.path("gone.yaml.d") + ": these are drop-ins of gone, but there is no gone.yaml"});
  REQUIRE(folders.templates.size() == 1);
  CHECK(folders.templates[0].name == "b@");
}

TEST_CASE("a FIFO, a socket, a folder, a loop or a huge file is a problem of that service", "[config]") {
  test::TempFolder folder;
  REQUIRE(::mkfifo(folder.path("fifo.yaml").c_str(), 0600) == 0);
  folder.write("dir.yaml/x", "");
  REQUIRE(::symlink("loop.yaml", folder.path("loop.yaml").c_str()) == 0);
  REQUIRE(::symlink("nowhere", folder.path("broken.yaml").c_str()) == 0);
  folder.write("huge.yaml", std::string(1024 * 1024 + 1, 'x'));
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, folder.path("socket.yaml").c_str(), sizeof address.sun_path - 1);
  REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  auto folders = read_folders({folder.path()});
  CHECK(names(folders) == std::vector<std::string>{"broken", "dir", "fifo", "huge", "loop", "socket"});
  for (const auto& loaded : folders.descriptors) {
    INFO(loaded.name);
    REQUIRE(loaded.problem);
    CHECK(loaded.problem->path == loaded.path);
    CHECK(loaded.text.empty());
  }
  CHECK(folders.descriptors[2].problem->text == "not a regular file");
  CHECK(folders.problems.empty());
}

TEST_CASE("a directory that can't be listed is a problem", "[config]") {
  test::TempFolder folder;
  folder.write("file", "x");
  auto folders = read_folders({folder.path("file")});
  REQUIRE(folders.problems.size() == 1);
  CHECK(folders.problems[0].text == "it can't be listed: Not a directory");
  CHECK_FALSE(folders.complete);
}

TEST_CASE("a directory with too many files is cut off, and says so", "[config]") {
  test::TempFolder folder;
  for (int i = 0; i < 10'001; ++i) UniqueFd(::creat(folder.path(fmt::format("{}.yaml", i)).c_str(), 0600));
  auto folders = read_folders({folder.path()});
  CHECK(folders.descriptors.size() == 10'000);
  REQUIRE(folders.problems.size() == 1);
}
