#include "config/origins.h"

#include "config/descriptor.h"
#include "config/show_spec.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::config;

namespace {

const Roots roots{"/root", "/root/var/log"};
const HostFacts facts{"harbour", "", "", ""};

std::string merged(const Loaded& loaded) {
  Origins origins;
  auto reading = read_descriptor(loaded, roots, facts, &origins);
  std::vector<std::string> paths{loaded.path};
  for (const auto& drop_in : loaded.drop_ins) paths.push_back(drop_in.path);
  auto text = merged_text(origins, paths);
  // It says the same as the files do.
  auto again = read_descriptor(loaded.path, loaded.name, text, roots, facts);
  if (reading.ok()) CHECK(again.ok());
  reading.spec.drop_ins.clear();
  CHECK(test::show(again.spec) == test::show(reading.spec));
  return text;
}

Loaded web(std::string text, const std::vector<std::string>& drop_ins = {}) {
  Loaded loaded{"web", "web.yaml", std::move(text), std::nullopt, {}};
  for (const auto& drop_in : drop_ins)
    loaded.drop_ins.push_back({fmt::format("{}.yaml", loaded.drop_ins.size() + 1), drop_in, std::nullopt});
  return loaded;
}

}  // namespace

TEST_CASE("a descriptor by itself is shown with its own lines", "[config]") {
  CHECK(merged(web("Container:\n  Image: nginx\n  Exec: [serve, \"8\"]\n")) ==
        "Container:\n  Image: nginx  # web.yaml:2\n  Exec:\n    - serve  # web.yaml:3\n    - \"8\"  # web.yaml:3\n");
}

TEST_CASE("a later value stands in the place of the earlier", "[config]") {
  CHECK(merged(web("Container: {Image: nginx, ShmSize: 1m}", {"{Container: {ShmSize: 2m}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\n  ShmSize: 2m  # 1.yaml:1\n");
}

TEST_CASE("lists are added to, and begin anew behind an empty value", "[config]") {
  CHECK(merged(web("Container: {Image: nginx, PublishPort: \"80:80\"}", {"{Container: {PublishPort: [\"81:81\"]}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\n  PublishPort:\n    - \"80:80\"  # web.yaml:1\n"
        "    - \"81:81\"  # 1.yaml:1\n");
  CHECK(merged(web("Container: {Image: nginx, PublishPort: \"80:80\"}",
                   {"{Container: {PublishPort: [\"\", \"81:81\"]}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\n  PublishPort:\n    - \"81:81\"  # 1.yaml:1\n");
}

TEST_CASE("variables are merged by their names, however they are written", "[config]") {
  CHECK(merged(web("Container: {Image: nginx, Environment: {A: 1, B: 2}}",
                   {"{Container: {Environment: {B: 3, C: 4}}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\n  Environment:\n    A: 1  # web.yaml:1\n    B: 3  # 1.yaml:1\n"
        "    C: 4  # 1.yaml:1\n");
  CHECK(merged(web("Container: {Image: nginx, Environment: {A: 1, B: 2}}", {"{Container: {Environment: [B=3]}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\n  Environment:\n    - A=1  # web.yaml:1\n    - B=3  # 1.yaml:1\n");
}

TEST_CASE("a map in lines of its own is merged like one in braces", "[config]") {
  CHECK(merged(web("Container:\n  Image: nginx\n  Environment:\n    A: 1\n    B: 2\n",
                   {"Container:\n  Environment:\n    B: 3\n    C: 4\n"})) ==
        "Container:\n  Image: nginx  # web.yaml:2\n  Environment:\n    A: 1  # web.yaml:4\n    B: 3  # 1.yaml:3\n"
        "    C: 4  # 1.yaml:4\n");
  CHECK(merged(web("Container:\n  Image: nginx\n  PublishPort:\n    - \"80:80\"\n    - \"81:81\"\n",
                   {"Container:\n  PublishPort:\n    - \"\"\n    - \"82:82\"\n"})) ==
        "Container:\n  Image: nginx  # web.yaml:2\n  PublishPort:\n    - \"82:82\"  # 1.yaml:4\n");
}

TEST_CASE("what was taken back is not shown, and a section may come with a drop-in", "[config]") {
  CHECK(merged(web("Container: {Image: nginx, Init: yes}\n", {"{Container: {Init: }, Service: {Restart: always}}"})) ==
        "Container:\n  Image: nginx  # web.yaml:1\nService:\n  Restart: always  # 1.yaml:1\n");
}

TEST_CASE("commands are shown as they are written", "[config]") {
  auto text = merged(web("Container:\n  Image: nginx\n  PreRun:\n    - migrate --all\n    - -check\n",
                         {"{Container: {PreRun: last, ReloadCmd: nginx -s reload}}"}));
  CHECK(text ==
        "Container:\n  Image: nginx  # web.yaml:2\n  PreRun:\n    - migrate --all  # web.yaml:4\n"
        "    - -check  # web.yaml:5\n    - last  # 1.yaml:1\n  ReloadCmd: nginx -s reload  # 1.yaml:1\n");
}

TEST_CASE("of what can't be read there is nothing to show", "[config]") {
  CHECK(merged(web("Container: [")).empty());
}
