#include "docker/reference.h"

#include "support/catch.h"

using namespace berth;
using docker::Reference;

namespace {

const std::string digest = "sha256:" + std::string(64, 'a');

struct Case {
  std::string written, repository, tag, digest, registry;
};

}  // namespace

TEST_CASE("a reference comes apart", "[docker]") {
  const Case cases[] = {
      {"nginx", "nginx", "latest", "", "docker.io"},
      {"nginx:1.25-alpine", "nginx", "1.25-alpine", "", "docker.io"},
      {"team/web_1.x", "team/web_1.x", "latest", "", "docker.io"},
      {"registry:5000/repo", "registry:5000/repo", "latest", "", "registry:5000"},
      {"registry:5000/a/b--c/d__e:T", "registry:5000/a/b--c/d__e", "T", "", "registry:5000"},
      {"localhost/x", "localhost/x", "latest", "", "localhost"},
      {"[::1]:5000/x:1", "[::1]:5000/x", "1", "", "[::1]:5000"},
      {"ghcr.io/Team", "", "", "", ""},
      {"redis@" + digest, "redis", "", digest, "docker.io"},
      {"quay.io/a/redis:7@" + digest, "quay.io/a/redis", "7", digest, "quay.io"},
  };
  for (const auto& c : cases) {
    INFO(c.written);
    auto reference = Reference::parse(c.written);
    CHECK(reference.has_value() == !c.repository.empty());
    if (!reference) continue;
    CHECK(reference->repository() == c.repository);
    CHECK(reference->tag() == c.tag);
    CHECK(reference->digest() == c.digest);
    CHECK(reference->version() == (c.digest.empty() ? c.tag : c.digest));
    CHECK(reference->registry() == c.registry);
    auto again = Reference::parse(reference->text());
    REQUIRE(again.has_value());
    CHECK(again->text() == reference->text());
  }
}

TEST_CASE("a name that cannot be an image's is refused with the reason", "[docker]") {
  auto fault = [](const std::string& text) {
    auto parsed = Reference::parse(text);
    return parsed ? "none, it is " + parsed->text() : parsed.error().text;
  };
  CHECK(fault("") == "\"\" is not an image's name: it has no repository");
  CHECK_THAT(fault("Nginx"), ContainsSubstring("must be lower-case"));
  CHECK_THAT(fault("nginx:"), ContainsSubstring("a tag has up to 128"));
  CHECK_THAT(fault("nginx:a b"), ContainsSubstring("a tag has up to 128"));
  CHECK_THAT(fault("nginx:" + std::string(129, 't')), ContainsSubstring("a tag has up to 128"));
  CHECK_THAT(fault("nginx@sha256:12"), ContainsSubstring("a digest is sha256:"));
  CHECK_THAT(fault("nginx@"), ContainsSubstring("a digest is sha256:"));
  CHECK_THAT(fault("a//b"), ContainsSubstring("letters and digits"));
  CHECK_THAT(fault("/a"), ContainsSubstring("letters and digits"));
  CHECK_THAT(fault("a..b"), ContainsSubstring("letters and digits"));
  CHECK_THAT(fault("a-"), ContainsSubstring("letters and digits"));
  CHECK_THAT(fault("a\nb"), ContainsSubstring("\"a\\x0ab\" is not"));
  CHECK_THAT(fault("ex ample.com/a"), ContainsSubstring("not a host name"));
  CHECK_THAT(fault(std::string(64, 'a')), ContainsSubstring("looks like an image id"));
  CHECK_THAT(fault(std::string(256, 'x')), ContainsSubstring("too long"));
}

TEST_CASE("a pulled image's digest is the one of its own repository", "[docker]") {
  auto find = [](const char* name, const std::vector<std::string>& digests) {
    return docker::digest_for(*Reference::parse(name), digests).value_or("none");
  };
  auto other = "sha256:" + std::string(64, 'b');
  CHECK(find("nginx:1", {"mirror:5000/nginx@" + other, "nginx@" + digest}) == digest);
  CHECK(find("docker.io/library/nginx", {"nginx@" + digest}) == digest);
  CHECK(find("index.docker.io/team/x", {"team/x@" + digest}) == digest);
  CHECK(find("team/nginx", {"nginx@" + digest}) == "none");
  CHECK(find("nginx", {}) == "none");
  CHECK(find("nginx", {"<none>@<none>", "nginx:latest"}) == "none");
}
