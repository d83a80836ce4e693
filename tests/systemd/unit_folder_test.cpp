#include "systemd/unit_folder.h"

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;

namespace {
const std::string ours = "# Written by Berth from x\n[Unit]\n";
}

TEST_CASE("a unit file is written only when its text changes", "[systemd]") {
  test::TempFolder root;
  systemd::UnitFolder folder(root.path("units"), {root.path("etc")});
  CHECK(*folder.write("web.service", ours));
  CHECK_FALSE(*folder.write("web.service", ours));
  CHECK(*folder.write("web.service", ours + "# more\n"));
  CHECK(folder.units() == std::set<std::string>{"web.service"});
  CHECK(*folder.remove("web.service"));
  CHECK_FALSE(*folder.remove("web.service"));
}

TEST_CASE("services and timers are what is listed of the folder", "[systemd]") {
  test::TempFolder root;
  systemd::UnitFolder folder(root.path("units"), {});
  for (auto unit : {"web.service", "web.timer", "web.socket"}) CHECK(*folder.write(unit, ours));
  CHECK(systemd::UnitFolder(root.path("units"), {}).units() == std::set<std::string>{"web.service", "web.timer"});
}

TEST_CASE("units of others are neither replaced, shadowed nor removed", "[systemd]") {
  test::TempFolder root;
  root.write("units/hand.service", "[Unit]\n");
  root.write("lib/ssh.service", "[Unit]\n");
  systemd::UnitFolder folder(root.path("units"), {root.path("etc"), root.path("lib")});
  CHECK(folder.write("hand.service", ours).error().kind == ErrorKind::conflict);
  CHECK(folder.write("ssh.service", ours).error().text ==
        root.path("lib/ssh.service") +
            " exists already and is not Berth's: rename the service, or remove that unit first");
  CHECK_FALSE(*folder.remove("hand.service"));
  CHECK(file::exists(root.path("units/hand.service")));
  CHECK_FALSE(folder.has("hand.service"));
}

TEST_CASE("an administrator may override or mask one of our units", "[systemd]") {
  test::TempFolder root;
  root.write("etc/web.service", ours + "# edited\n");
  std::filesystem::create_symlink("/dev/null", root.path("etc/masked.service"));
  systemd::UnitFolder folder(root.path("units"), {root.path("etc")});
  CHECK(*folder.write("web.service", ours));
  CHECK(*folder.write("masked.service", ours));
}
