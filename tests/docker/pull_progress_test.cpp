#include "docker/pull_progress.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>

#include "support/catch.h"

using namespace berth;

TEST_CASE("layers and bytes are summed up", "[docker]") {
  docker::PullSummary summary;
  for (const char* message : {
           R"({"status":"Pulling from library/nginx","id":"latest"})",
           R"({"status":"Already exists","progressDetail":{},"id":"l1"})",
           R"({"status":"Pulling fs layer","progressDetail":{},"id":"l2"})",
           R"({"status":"Pulling fs layer","progressDetail":{},"id":"l3"})",
           R"({"status":"Downloading","progressDetail":{"current":100,"total":1000},"id":"l2"})",
           R"({"status":"Downloading","progressDetail":{"current":300,"total":500},"id":"l3"})",
       })
    summary.add(boost::json::parse(message));
  CHECK(summary.progress().layers_total == 3);
  CHECK(summary.progress().layers_done == 1);
  CHECK(summary.progress().bytes_current == 400);
  CHECK(summary.progress().bytes_total == 1500);
  CHECK(summary.progress().status == "Downloading");
  for (const char* message : {
           R"({"status":"Download complete","progressDetail":{},"id":"l2"})",
           R"({"status":"Extracting","progressDetail":{"current":7,"total":9},"id":"l2"})",
           R"({"status":"Pull complete","progressDetail":{},"id":"l2"})",
           R"({"status":"Digest: sha256:aa"})",
       })
    summary.add(boost::json::parse(message));
  CHECK(summary.progress().layers_done == 2);
  CHECK(summary.progress().bytes_current == 1300);
  CHECK(summary.progress().status == "Digest: sha256:aa");
}

TEST_CASE("a pull without end of layers, or with nonsense in it, stays small", "[docker]") {
  docker::PullSummary summary;
  for (int i = 0; i < 3000; ++i) summary.add(boost::json::parse(fmt::format(R"({{"status":"Waiting","id":"{}"}})", i)));
  CHECK(summary.progress().layers_total == 1024);
  summary.add(boost::json::parse(R"({"status":"Downloading","id":"1","progressDetail":{"current":-5,"total":"x"}})"));
  summary.add(boost::json::parse(R"({"status":7,"id":{}})"));
  CHECK(summary.progress().bytes_total == 0);
}

TEST_CASE("each way to say no asks for its own answer", "[docker]") {
  using Row = std::pair<const char*, ErrorKind>;
  for (auto [text, kind] : {
           Row{"manifest for nginx:nope not found: manifest unknown: manifest unknown", ErrorKind::not_found},
           Row{"failed to resolve reference \"docker.io/library/x:1\": docker.io/library/x:1: not found",
               ErrorKind::not_found},
           Row{"pull access denied for x, repository does not exist or may require 'docker login'", ErrorKind::denied},
           Row{"unauthorized: authentication required", ErrorKind::denied},
           Row{"Head \"https://r/v2/\": no basic auth credentials", ErrorKind::denied},
           Row{"toomanyrequests: You have reached your pull rate limit", ErrorKind::limit},
           Row{"received unexpected HTTP status: 429 Too Many Requests", ErrorKind::limit},
           Row{"error parsing HTTP 429 response body: unexpected status code 429: slow down", ErrorKind::limit},
           Row{"dial tcp: lookup nowhere.invalid on [::1]:53: read udp [::1]:42983->[::1]:53: connection refused",
               ErrorKind::unreachable},
           Row{"Get \"http://r:5000/v2/\": dial tcp 10.0.0.1:5000: connect: connection refused",
               ErrorKind::unreachable},
           Row{"Get \"https://r/v2/\": dial tcp: lookup r: no such host", ErrorKind::unreachable},
           Row{"net/http: TLS handshake timeout", ErrorKind::unreachable},
           Row{"unexpected EOF", ErrorKind::unreachable},
           Row{"net/http: request canceled (Client.Timeout exceeded while awaiting headers)", ErrorKind::unreachable},
           Row{"failed to register layer: write /x: no space left on device", ErrorKind::io},
           Row{"no matching manifest for linux/arm64/v8 in the manifest list entries", ErrorKind::invalid},
           Row{"no match for platform in manifest sha256:aa: not found", ErrorKind::invalid},
           Row{"received unexpected HTTP status: 500 Internal Server Error", ErrorKind::remote},
       }) {
    INFO(text);
    CHECK(name_of(docker::pull_complaint(text, "x").kind) == name_of(kind));
  }
}

TEST_CASE("a word in the image's own name is no reason", "[docker]") {
  auto error = docker::pull_complaint("manifest for team/denied-429:1 not found", "team/denied-429");
  CHECK(error.kind == ErrorKind::not_found);
  CHECK(error.text == "manifest for team/denied-429:1 not found");
  CHECK(docker::pull_complaint("bad\n" + std::string(1000, 'x'), "").text.size() < 320);
}
