#include "ctl/edit_text.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::ctl;

namespace {

config::Loaded museum() {
  return {"museum", "/etc/museum.yaml", "Container:\n\n  Image: x\n", {}, {{"/etc/museum.yaml.d/a.yaml", "A: 1", {}}}};
}

const std::string path = "/etc/museum.yaml.d/override.yaml";

}  // namespace

TEST_CASE("a drop-in is edited above what it changes, and comes out as it went in", "[ctl]") {
  auto text = text_to_edit(museum(), path, "Unit: {}\n");
  CHECK(text ==
        "### The drop-in /etc/museum.yaml.d/override.yaml, from here:\nUnit: {}\n\n"
        "### What is below here is left out: it is what the drop-in changes.\n\n"
        "# # /etc/museum.yaml\n# Container:\n#\n#   Image: x\n#\n# # /etc/museum.yaml.d/a.yaml\n# A: 1\n");
  CHECK(edited_drop_in(text) == "Unit: {}\n");
  CHECK(edited_drop_in(text_to_edit(museum(), path, "")).empty());
}

TEST_CASE("what somebody writes counts, with and without the lines around it", "[ctl]") {
  CHECK(edited_drop_in("Unit: {}") == "Unit: {}\n");
  CHECK(edited_drop_in("\n\n  Unit: {}\n  Log: {}\n\n\n") == "  Unit: {}\n  Log: {}\n");
  CHECK(edited_drop_in(" \n\n").empty());
  CHECK(edited_drop_in("").empty());
}

TEST_CASE("an edited drop-in takes its place by its name, and that of one it hides", "[ctl]") {
  auto loaded = museum();
  loaded.drop_ins.push_back({"/run/museum.yaml.d/override.yaml", "old", {}});
  loaded.drop_ins.push_back({"/etc/museum.yaml.d/z.yaml", "", {}});
  auto changed = with_drop_in(loaded, path, "new");
  REQUIRE(changed.drop_ins.size() == 3);
  CHECK(changed.drop_ins[1].path == path);
  CHECK(changed.drop_ins[1].text == "new");
}
