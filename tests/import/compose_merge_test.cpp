#include "import/compose_merge.h"

#include <fmt/format.h>

#include "support/catch.h"

using namespace berth;
using namespace berth::importing;

namespace {

Node tree(const std::string& text) {
  config::Problems problems("x.yaml");
  auto root = config::read_document(text, problems, 0, config::Dialect::compose);
  REQUIRE(problems.empty());
  return root;
}

// As YAML in one line.
std::string flow(const Node& node) {
  std::string out;
  for (const auto& entry : node.entries) {
    if (!out.empty()) out += ", ";
    if (node.kind == Node::Kind::map) out += entry.key + ": ";
    out += flow(entry.value);
  }
  if (node.kind == Node::Kind::list) return "[" + out + "]";
  return node.kind == Node::Kind::map ? "{" + out + "}" : node.text;
}

std::string services(const std::string& base, const std::string& over) {
  return flow(merge_services(tree(base), tree(over)));
}

}  // namespace

TEST_CASE("one value takes the place of another, commands as a whole", "[import]") {
  CHECK(services("{image: a, tty: true}", "{image: b, user: c}") == "{image: b, tty: true, user: c}");
  CHECK(services("{command: [a, b], entrypoint: x}", "{command: [c], entrypoint: [y]}") ==
        "{command: [c], entrypoint: [y]}");
  CHECK(services("{healthcheck: {test: [CMD, a], retries: 3}}", "{healthcheck: {test: [CMD, b]}}") ==
        "{healthcheck: {test: [CMD, b], retries: 3}}");
  CHECK(services("{image: a}", "{image: }") == "{image: a}");
}

TEST_CASE("lists are joined, and nothing is in them twice", "[import]") {
  CHECK(services("{cap_add: [A, B]}", "{cap_add: [B, C]}") == "{cap_add: [A, B, C]}");
  CHECK(services("{ports: ['80:80']}", "{ports: ['81:80', '80:80']}") == "{ports: [80:80, 81:80]}");
  CHECK(services("{dns: 1.1.1.1}", "{dns: 8.8.8.8}") == "{dns: [1.1.1.1, 8.8.8.8]}");
  CHECK(services("{env_file: a}", "{env_file: [b, {path: c}]}") == "{env_file: [a, b, {path: c}]}");
  CHECK(services("{extra_hosts: {a: 1.1.1.1}}", "{extra_hosts: ['b:2.2.2.2']}") ==
        "{extra_hosts: [a=1.1.1.1, b:2.2.2.2]}");
}

TEST_CASE("variables and labels are joined by their names, as a list or a map", "[import]") {
  CHECK(services("{environment: [A=1, B=2]}", "{environment: {B: 3, C: 4, D: }}") ==
        "{environment: [A=1, B=3, C=4, D]}");
  CHECK(services("{labels: {a: 1}}", "{labels: [a=2]}") == "{labels: [a=2]}");
  CHECK(services("{sysctls: {a: 1}}", "{sysctls: {b: 2}}") == "{sysctls: [a=1, b=2]}");
}

TEST_CASE("a volume, a device and a secret have the place of what had their target", "[import]") {
  CHECK(services("{volumes: ['a:/x', /y, {type: bind, source: c, target: /z}]}",
                 "{volumes: ['b:/x:ro', 'd:/z', 'e:/w']}") == "{volumes: [b:/x:ro, /y, d:/z, e:/w]}");
  CHECK(services("{devices: ['/dev/a:/dev/x']}", "{devices: ['/dev/b:/dev/x:r']}") == "{devices: [/dev/b:/dev/x:r]}");
  CHECK(services("{secrets: [a, {source: b, target: t}]}", "{secrets: [{source: a}, {source: c, target: t}]}") ==
        "{secrets: [{source: a}, {source: c, target: t}]}");
}

TEST_CASE("maps are joined deeply, and options of another log driver are not", "[import]") {
  CHECK(services("{depends_on: [db]}", "{depends_on: {cache: {condition: service_healthy}}}") ==
        "{depends_on: {db: , cache: {condition: service_healthy}}}");
  CHECK(services("{networks: [a]}", "{networks: [a, b]}") == "{networks: [a, b]}");
  CHECK(services("{networks: [a]}", "{networks: {a: {aliases: [x]}}}") == "{networks: {a: {aliases: [x]}}}");
  CHECK(services("{logging: {driver: a, options: {x: 1}}}", "{logging: {options: {y: 2}}}") ==
        "{logging: {driver: a, options: {x: 1, y: 2}}}");
  CHECK(services("{logging: {driver: a, options: {x: 1}}}", "{logging: {driver: b}}") == "{logging: {driver: b}}");
  CHECK(services("{ulimits: {nofile: {soft: 1, hard: 2}}}", "{ulimits: {nofile: 3}}") == "{ulimits: {nofile: 3}}");
}

TEST_CASE("!override takes the place of everything, !reset leaves nothing", "[import]") {
  CHECK(services("{ports: ['1:1'], command: a}", "{ports: !override ['2:2'], command: !reset null}") ==
        "{ports: [2:2], command: }");
  CHECK(services("{environment: {A: 1, B: 2}}", "{environment: !override {C: 3}}") == "{environment: {C: 3}}");
}

TEST_CASE("files are joined by their services, networks and volumes", "[import]") {
  CHECK(flow(merge_files(tree("{services: {a: {image: a}, b: {image: b}}, volumes: {v: }}"),
                         tree("{services: {b: {user: x}, c: {image: c}}, volumes: {v: {name: n}}, name: p}"))) ==
        "{services: {a: {image: a}, b: {image: b, user: x}, c: {image: c}}, volumes: {v: {name: n}}, name: p}");
  CHECK(flow(merge_files(tree("{services: {a: {image: a}}}"), tree(""))) == "{services: {a: {image: a}}}");
}
