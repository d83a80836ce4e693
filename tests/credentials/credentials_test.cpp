#include "credentials/credentials.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "base/unique_fd.h"
#include "credentials/base64.h"
#include "credentials/scripts.h"
#include "support/catch.h"
#include "support/on_loop.h"

using namespace berth;
using namespace berth::credentials;

namespace {

// "s3cret", and ann:s3cret in base64.
const std::string secret = "s3cret";
const std::string auth = "YW5uOnMzY3JldA==";

struct Host {
  Host() { sources.programs = scripts.settings(std::chrono::milliseconds(500)); }

  void write(const std::string& name, const std::string& content, mode_t mode = 0600) {
    files.write(name, content);
    ::chmod(files.path(name).c_str(), mode);
  }

  // The header's JSON, or "": none; or the error's text.
  std::string ask(const std::string& registry, const std::string& repository, const std::string& auth_file = "") {
    std::string told;
    test::on_loop([&](Executor executor) -> Task<> {
      Credentials credentials(executor, sources);
      auto result = co_await credentials.header_for(registry, repository, auth_file);
      told = result ? decoded(*result) : name(result.error());
    });
    return told;
  }

  static std::string decoded(std::string header) {
    for (char& c : header) c = c == '-' ? '+' : c == '_' ? '/' : c;
    auto text = from_base64(header);
    REQUIRE(text.has_value());
    return *text;
  }

  static std::string name(const Error& error) {
    CHECK(error.text.find(secret) == std::string::npos);
    CHECK(error.text.find(auth) == std::string::npos);
    return fmt::format("{}: {}", name_of(error.kind), error.text);
  }

  test::TempFolder files;
  test::Scripts scripts;
  Sources sources{files.path("auth.json"), files.path("config.json"), {}};
};

std::string entry(const std::string& registry, const std::string& user) {
  return fmt::format(R"({{"auths": {{"{}": {{"username": "{}", "password": "s3cret"}}}}}})", registry, user);
}

std::string header_of(const std::string& user, const std::string& address = "registry:5000") {
  return fmt::format(R"({{"username":"{}","password":"s3cret","serveraddress":"{}"}})", user, address);
}

// What is written to standard error meanwhile.
std::string logged(const std::function<void()>& act) {
  test::TempFolder folder;
  UniqueFd before(::dup(STDERR_FILENO));
  UniqueFd file(::open(folder.path("log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ::dup2(file.get(), STDERR_FILENO);
  act();
  ::dup2(before.get(), STDERR_FILENO);
  std::ostringstream text;
  text << std::ifstream(folder.path("log")).rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("without any file there is no credential", "[credentials]") {
  Host host;
  CHECK(host.ask("docker.io", "nginx").empty());
  host.write("config.json", R"({"auths": {}})");
  CHECK(host.ask("docker.io", "nginx").empty());
}

TEST_CASE("Berth's own file comes before Docker's, and the one that knows something counts", "[credentials]") {
  Host host;
  host.write("config.json", entry("registry:5000", "docker"));
  CHECK(host.ask("registry:5000", "registry:5000/web") == header_of("docker"));
  host.write("auth.json", entry("quay.io", "berth"));
  CHECK(host.ask("registry:5000", "registry:5000/web") == header_of("docker"));
  CHECK(host.ask("quay.io", "quay.io/web") == header_of("berth", "quay.io"));
  host.write("auth.json", entry("registry:5000", "berth"));
  CHECK(host.ask("registry:5000", "registry:5000/web") == header_of("berth"));
  CHECK(host.ask("other:5000", "other:5000/web").empty());
}

TEST_CASE("a service's own file is the only one, and must exist", "[credentials]") {
  Host host;
  host.write("auth.json", entry("registry:5000", "berth"));
  auto own = host.files.path("own.json");
  CHECK(host.ask("registry:5000", "registry:5000/web", own) ==
        "not-found: AuthFile: " + own + ": No such file or directory");
  host.write("own.json", entry("quay.io", "own"));
  CHECK(host.ask("registry:5000", "registry:5000/web", own).empty());
  host.write("own.json", entry("registry:5000/web", "own"));
  CHECK(host.ask("registry:5000", "registry:5000/web", own) == header_of("own"));
  CHECK(host.ask("registry:5000", "registry:5000/other", own).empty());
  CHECK(host.ask("registry:5000", "registry:5000/web", host.files.path()) ==
        "invalid: AuthFile: " + host.files.path() + ": not a regular file");
}

TEST_CASE("Docker Hub's header has Docker's own address of it", "[credentials]") {
  Host host;
  host.write("config.json", R"({"auths": {"https://index.docker.io/v1/": {"auth": ")" + auth + "\"}}}");
  CHECK(host.ask("docker.io", "nginx") == header_of("ann", "https://index.docker.io/v1/"));
  host.write("config.json", R"({"auths": {"docker.io": {"identitytoken": "s3cret"}}})");
  CHECK(host.ask("docker.io", "team/web") ==
        R"({"identitytoken":"s3cret","serveraddress":"https://index.docker.io/v1/"})");
}

TEST_CASE("a damaged file is an error that names it, in whichever place it is", "[credentials]") {
  Host host;
  host.write("config.json", "{\"auths\": {\"registry:5000\": {\"password\": s3cret}}}");
  CHECK(host.ask("docker.io", "nginx") ==
        "invalid: credentials: " + host.files.path("config.json") + ":1:42: not JSON: syntax error");
  host.write("auth.json", R"({"auths": {"registry:5000": {"auth": "s3cret"}}})");
  CHECK(host.ask("registry:5000", "registry:5000/web") ==
        "invalid: credentials: " + host.files.path("auth.json") +
            ": auth in the entry for registry:5000 must be the base64 of USER:PASSWORD");
  host.write("auth.json", std::string(1024 * 1024 + 1, ' '));
  CHECK(host.ask("docker.io", "nginx") ==
        "limit: credentials: " + host.files.path("auth.json") + ": larger than 1024 KiB");
}

TEST_CASE("the program of a file is asked, and then the file itself", "[credentials]") {
  Host host;
  host.scripts.write("some", R"(
    case $(cat) in
      registry:5000) echo '{"Username": "program", "Secret": "s3cret"}';;
      https://index.docker.io/v1/) echo '{"Username": "<token>", "Secret": "s3cret"}';;
      *) echo credentials not found in native keychain; exit 1;;
    esac)");
  host.write("auth.json",
             R"({"credsStore": "some", "auths": {"registry:5000": {}, "quay.io": {"auth": ")" + auth + "\"}}}");
  CHECK(host.ask("registry:5000", "registry:5000/web") == header_of("program"));
  CHECK(host.ask("docker.io", "nginx") ==
        R"({"identitytoken":"s3cret","serveraddress":"https://index.docker.io/v1/"})");
  CHECK(host.ask("quay.io", "quay.io/web") == header_of("ann", "quay.io"));
  CHECK(host.ask("ghcr.io", "ghcr.io/web").empty());
  host.write("config.json", entry("ghcr.io", "docker"));
  CHECK(host.ask("ghcr.io", "ghcr.io/web") == header_of("docker", "ghcr.io"));
}

TEST_CASE("a program that fails is an error that names it and the file, and no secret", "[credentials]") {
  Host host;
  auto own = host.files.path("own.json");
  host.write("own.json",
             R"({"credHelpers": {"registry:5000": "some"}, "auths": {"registry:5000": {"auth": ")" + auth + "\"}}}");
  auto ask = [&] { return host.ask("registry:5000", "registry:5000/web", own); };
  auto begin = "AuthFile: " + own + ": docker-credential-some ";
  auto advice = ": see what `echo registry:5000 | docker-credential-some get` says";
  CHECK(ask() == "not-found: " + begin + "is not in " + host.sources.programs.search_path + ": install it");
  host.scripts.write("some", "echo s3cret; echo s3cret >&2; exit 1");
  CHECK(ask() == "remote: " + begin + "failed with status 1" + advice);
  host.scripts.write("some", "echo s3cret; sleep 60");
  CHECK(ask() == "timeout: " + begin + "did not end within 500ms" + advice);
}

TEST_CASE("that others can read a file is said once, and no error", "[credentials]") {
  Host host;
  host.write("auth.json", entry("quay.io", "berth"), 0640);
  host.write("config.json", entry("registry:5000", "docker"), 0644);
  host.write("own.json", entry("registry:5000", "own"), 0604);
  auto own = host.files.path("own.json");
  auto text = logged([&] {
    test::on_loop([&](Executor executor) -> Task<> {
      Credentials credentials(executor, host.sources);
      for (int i = 0; i < 3; ++i) {
        auto of_host = co_await credentials.header_for("registry:5000", "registry:5000/web", "");
        CHECK(of_host.has_value());
        auto of_service = co_await credentials.header_for("registry:5000", "registry:5000/web", own);
        CHECK(of_service.has_value());
      }
    });
  });
  auto warning = [&](const std::string& name) {
    auto path = host.files.path(name);
    return path + " has credentials, and others than root can read it: chmod 600 " + path + "\n";
  };
  CHECK(text == warning("auth.json") + warning("own.json"));
}

TEST_CASE("the log never has a secret, not even for debugging", "[credentials]") {
  Host host;
  host.write("auth.json", R"({"auths": {"quay.io": {"auth": ")" + auth + "\"}}}", 0644);
  auto text = logged([&] { host.ask("quay.io", "quay.io/web"); });
  CHECK(text.find(secret) == std::string::npos);
  CHECK(text.find(auth) == std::string::npos);
}
