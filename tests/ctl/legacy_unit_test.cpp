#include "ctl/legacy_unit.h"

#include <set>

#include "support/catch.h"

using namespace berth;
using namespace berth::ctl;

namespace {

const std::string etc = "/etc/systemd/system/";
const UnitState none{"not-found", "inactive", "dead", "", "", {}, ""};

UnitState loaded(const std::string& fragment, const std::string& source = "") {
  return {"loaded", "active", "running", fragment, source, {}, "enabled"};
}

Result<LegacyUnit> look(const UnitState& state, const UnitState& timer, const std::set<std::string>& files) {
  return legacy_unit("web", state, timer, [&](const std::string& path) { return files.contains(path); });
}

}  // namespace

TEST_CASE("a unit goes with its drop-ins and its timer", "[ctl]") {
  auto unit = look(loaded(etc + "web.service"), loaded(etc + "web.timer"),
                   {etc + "web.timer", etc + "web.service.d", etc + "web.timer.d"});
  REQUIRE(unit.has_value());
  CHECK(unit->source == etc + "web.service");
  CHECK(unit->files ==
        std::vector<std::string>{etc + "web.service", etc + "web.timer", etc + "web.service.d", etc + "web.timer.d"});
  auto all = places(*unit, "/kept");
  CHECK(all.front() == std::pair<std::string, std::string>(etc + "web.service", "/kept/files" + etc + "web.service"));
}

TEST_CASE("of a Quadlet it is the Quadlet that goes, not what was generated", "[ctl]") {
  std::string quadlet = "/etc/containers/systemd/web.container";
  auto unit = look(loaded("/run/systemd/generator/web.service", quadlet), none, {quadlet + ".d"});
  REQUIRE(unit.has_value());
  CHECK(unit->files == std::vector<std::string>{quadlet, quadlet + ".d"});
}

TEST_CASE("what can't be taken away is not taken over", "[ctl]") {
  CHECK(look(none, none, {}).error().text == "there is no unit web.service");
  auto of_package = look(loaded("/usr/lib/systemd/system/web.service"), none, {});
  CHECK_THAT(of_package.error().text, ContainsSubstring("copy it there first"));
  auto masked = none;
  masked.load = "masked";
  CHECK_THAT(look(masked, none, {}).error().text, ContainsSubstring("unmask"));
  auto changed = loaded(etc + "web.service");
  changed.drop_ins = {"/run/systemd/system/web.service.d/x.conf"};
  CHECK_THAT(look(changed, none, {}).error().text, ContainsSubstring("would change the new unit"));
  changed.drop_ins = {"/etc/systemd/system/service.d/all.conf"};
  CHECK(look(changed, none, {}).has_value());
  CHECK_FALSE(look(loaded(etc + "web.service"), loaded("/usr/lib/systemd/system/web.timer"), {}).has_value());
}
