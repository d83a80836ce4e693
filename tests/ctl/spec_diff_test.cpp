#include "ctl/spec_diff.h"

#include "config/descriptor.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::ctl;

namespace {

using Lines = std::vector<std::string>;

service::Spec spec_of(const std::string& text) {
  auto reading = config::read_descriptor("x.yaml", "web", text, {}, {});
  for (const auto& problem : reading.problems) FAIL(config::one_line(problem));
  return reading.spec;
}

service::Spec spec(const std::string& container, const std::string& rest = "") {
  return spec_of("Container:\n  Image: app\n" + container + rest);
}

}  // namespace

TEST_CASE("two descriptors that run the same have no difference, however they are written", "[ctl]") {
  auto one = spec("  Volume: [/a:/a, /b:/b:ro]\n  Memory: 64M\n");
  auto other = spec("  Memory: 65536K\n  Mount: \"type=bind,source=/b,target=/b,readonly\"\n  Volume: /a:/a\n");
  CHECK(spec_diff(one, other).empty());
}

TEST_CASE("a difference is a line for each side, by the field", "[ctl]") {
  auto before = spec("  PublishPort: [80:80, 81:81]\n  Memory: 64M\n  Pull: missing\n");
  auto after = spec("  PublishPort: [80:80, 82:82]\n  AddCapability: NET_ADMIN\n", "Service: { Restart: always }\n");
  CHECK(spec_diff(before, after) == Lines{"+ --cap-add: NET_ADMIN", "- --memory: 67108864", "- --publish: 81:81",
                                          "+ --publish: 82:82", "- --pull: missing", "+ --pull: newer",
                                          "+ [Service] Restart: always"});
}

TEST_CASE("no difference tells a value of the environment", "[ctl]") {
  auto before = spec("  Environment: { A: secret1, B: same, GONE: secret2 }\n");
  auto after = spec("  Environment: { A: secret3, B: same, NEW: secret4 }\n");
  CHECK(spec_diff(before, after) == Lines{"! --env A: differs", "- --env GONE", "+ --env NEW"});
}

TEST_CASE("what Berth adds is told", "[ctl]") {
  auto lines = berths_own(spec(""));
  CHECK_THAT(lines.front(), ContainsSubstring("a pull before each start"));
  CHECK(berths_own(spec("  Pull: missing\n")).size() == lines.size() - 1);
}

TEST_CASE("programs and projects are compared by what they have", "[ctl]") {
  auto before = spec_of("Process: { Exec: /bin/x -a, User: www, Environment: { PW: secret } }\n");
  auto after = spec_of("Process: { Exec: /bin/x -b, WorkingDirectory: /srv, Environment: { PW: other } }\n");
  CHECK(spec_diff(before, after) == Lines{"! --env PW: differs", "- command: /bin/x -a", "+ command: /bin/x -b",
                                          "- user: www", "+ working directory: /srv"});
  CHECK(berths_own(before) == Lines{"the output in /root/var/log/web.log"});
  before = spec_of("Compose: { File: /srv/compose.yml, Project: shop }\n");
  after = spec_of("Compose: { File: /srv/compose.yml, Project: shop2, Profile: all, Pull: missing }\n");
  CHECK(spec_diff(before, after) ==
        Lines{"- --pull: newer", "+ --pull: missing", "+ profile: all", "- project: shop", "+ project: shop2"});
  CHECK(berths_own(after) == Lines{"the output in /root/var/log/web.log"});
}
