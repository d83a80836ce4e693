#include "credentials/auth_file.h"

#include "support/catch.h"

using namespace berth;
using namespace berth::credentials;

namespace {

const Repository own("registry:5000", "registry:5000/team/web");
const Repository hub("docker.io", "nginx");

AuthFile parsed(std::string_view text) {
  auto file = AuthFile::parse("auth.json", text);
  INFO(text);
  REQUIRE(file.has_value());
  return *file;
}

Credential credential_in(std::string_view text, const Repository& repository = own) {
  auto found = parsed(text).credential(repository);
  REQUIRE(found.has_value());
  return found->value_or(Credential());
}

std::string program_in(std::string_view text, const Repository& repository = own) {
  auto found = parsed(text).program(repository);
  REQUIRE(found.has_value());
  return *found;
}

// What is wrong with it: when it is read, or when it is asked.
std::string complaint(std::string_view text) {
  auto file = AuthFile::parse("auth.json", text);
  if (!file) return file.error().text;
  if (auto program = file->program(own); !program) return program.error().text;
  if (auto found = file->credential(own); !found) return found.error().text;
  return "none";
}

}  // namespace

TEST_CASE("an entry is a pair in base64, a name and a password, or a token", "[credentials]") {
  auto pair = credential_in(R"({"auths": {"registry:5000": {"auth": "YW5uOnMzYzpyZXQ="}}})");
  CHECK(pair.username == "ann");
  CHECK(pair.password == "s3c:ret");
  auto plain = credential_in(R"({"auths": {"registry:5000": {"username": "ann", "password": "s3cret"}}})");
  CHECK(plain.username == "ann");
  CHECK(plain.password == "s3cret");
  auto identity = credential_in(R"({"auths": {"registry:5000": {"auth": "YW5uOg==", "identitytoken": "id"}}})");
  CHECK(identity.identity_token == "id");
  auto registry = credential_in(R"({"auths": {"registry:5000": {"registrytoken": "access"}}})");
  CHECK(registry.registry_token == "access");
  auto both = credential_in(R"({"auths": {"registry:5000": {"auth": "YW5uOnM=", "username": "bob", "email": 7}}})");
  CHECK(both.username == "ann");
  auto padded = credential_in(R"({"auths": {"registry:5000": {"auth": "YW5uOnMAAAA="}}})");
  CHECK(padded.password == "s");
}

TEST_CASE("the entry for the longest part of a registry counts, and an empty one says nothing", "[credentials]") {
  auto text = R"({"auths": {
    "https://registry:5000/v2/": {"username": "url"},
    "registry:5000/team/other": {"username": "other"},
    "registry:5000/team": {"username": "team"},
    "registry:5000/team/web": {},
    "registry:5000": {"username": "host"}
  }})";
  CHECK(credential_in(text).username == "team");
  CHECK(credential_in(text, Repository("registry:5000", "registry:5000/x")).username == "host");
  CHECK(credential_in(text, Repository("registry", "registry/team/web")).is_empty());
  CHECK(credential_in(text, hub).is_empty());
}

TEST_CASE("Docker Hub's entry is found under each of its names", "[credentials]") {
  CHECK(credential_in(R"({"auths": {"https://index.docker.io/v1/": {"username": "ann"}}})", hub).username == "ann");
  CHECK(credential_in(R"({"auths": {"docker.io": {"username": "ann"}}})", hub).username == "ann");
  CHECK(credential_in(R"({"auths": {"index.docker.io": {"username": "ann"}}})", hub).username == "ann");
}

TEST_CASE("the program of a registry comes before the one for all", "[credentials]") {
  auto text = R"({"credsStore": "pass", "credHelpers": {"registry:5000": "ecr-login", "quay.io": "a_b.c"}})";
  CHECK(program_in(text) == "ecr-login");
  CHECK(program_in(text, Repository("quay.io", "quay.io/x")) == "a_b.c");
  CHECK(program_in(text, hub) == "pass");
  CHECK(program_in(R"({"credHelpers": {"https://index.docker.io/v1/": "hub"}})", hub) == "hub");
  CHECK(program_in(R"({"credHelpers": {"registry:5000": ""}, "credsStore": "pass"})").empty());
  CHECK(program_in(R"({"credHelpers": {"quay.io": "x"}})").empty());
}

TEST_CASE("a file that says nothing is none", "[credentials]") {
  for (auto text :
       {"{}", R"({"auths": {}})", R"({"auths": null, "credsStore": null, "credHelpers": null})",
        R"({"auths": {"registry:5000": null}})", R"({"auths": {"quay.io": {"auth": 7}}, "other": [1]})", " \n{} \n"}) {
    CHECK(credential_in(text).is_empty());
    CHECK(program_in(text).empty());
  }
}

TEST_CASE("what is wrong with a file is said with its place, and without what is there", "[credentials]") {
  CHECK(complaint("") == "auth.json:1:1: not JSON: incomplete JSON");
  CHECK(complaint("{\n  \"auths\": s3cret\n}") == "auth.json:2:12: not JSON: syntax error");
  CHECK(complaint("{}\n{}") == "auth.json:2:1: not JSON: extra data");
  CHECK(complaint("[]") == "auth.json: the whole must be a JSON object");
  CHECK(complaint(R"({"auths": []})") == "auth.json: auths must be an object");
  CHECK(complaint(R"({"credHelpers": "s3cret"})") == "auth.json: credHelpers must be an object");
  CHECK(complaint(R"({"credsStore": 1})") == "auth.json: credsStore must be a text");
  CHECK(complaint(R"({"credHelpers": {"registry:5000": 1}})") ==
        "auth.json: credHelpers for registry:5000 must be a text");
  CHECK(complaint(R"({"auths": {"registry:5000": "s3cret"}})") ==
        "auth.json: the entry for registry:5000 must be an object");
  CHECK(complaint(R"({"auths": {"registry:5000": {"password": 7}}})") ==
        "auth.json: password in the entry for registry:5000 must be a text");
  for (auto auth : {"s3cret", "s3cret!", "YW5u", "OnMzY3JldA==", "YW46/w=="}) {
    auto text = fmt::format(R"({{"auths": {{"registry:5000": {{"auth": "{}"}}}}}})", auth);
    CHECK(complaint(text) == "auth.json: auth in the entry for registry:5000 must be the base64 of USER:PASSWORD");
  }
}

TEST_CASE("a program is named by letters, digits and three signs", "[credentials]") {
  auto wanted = R"(credsStore must be NAME of a program docker-credential-NAME: letters, digits, "-", "_" and ".")";
  for (auto name : {"../sh", "a/b", "a b", "a;b", "a\\n", "\\u0000", "\\u00e4", "$(x)"})
    CHECK(complaint(fmt::format(R"({{"credsStore": "{}"}})", name)) == fmt::format("auth.json: {}", wanted));
  CHECK(complaint(fmt::format(R"({{"credsStore": "{}"}})", std::string(101, 'a'))).find("must be NAME") !=
        std::string::npos);
}

TEST_CASE("a file as deep as a well ends in an error", "[credentials]") {
  CHECK(complaint(std::string(100'000, '[')).find("not JSON") != std::string::npos);
  CHECK(complaint("{\"auths\": \"\xff\"}").find("not JSON") != std::string::npos);
}
