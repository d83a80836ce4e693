#include "http/request.h"

#include <stdexcept>

#include "support/catch.h"

using namespace berth;

TEST_CASE("what is not plain is percent-encoded", "[http]") {
  CHECK(http::escape("web-1_a.b~c") == "web-1_a.b~c");
  CHECK(http::escape("a/b c&d=e?f#g") == "a%2Fb%20c%26d%3De%3Ff%23g");
  CHECK(http::escape("ü\r\n") == "%C3%BC%0D%0A");
  CHECK(http::with_query("/x", {}) == "/x");
  CHECK(http::with_query("/x", {{"a", "1 2"}, {"b", "{\"k\":[]}"}}) == "/x?a=1%202&b=%7B%22k%22%3A%5B%5D%7D");
}

TEST_CASE("a request is its head, a blank line and its body", "[http]") {
  http::Request request;
  request.method = "POST";
  request.target = "/things?x=1";
  request.headers = {{"X-Extra", "yes"}};
  request.body = "{}";
  CHECK(http::to_bytes(request) ==
        "POST /things?x=1 HTTP/1.1\r\nHost: localhost\r\nUser-Agent: berth\r\nX-Extra: yes\r\nConnection: close\r\n"
        "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
  http::Request question;
  CHECK(http::to_bytes(question) ==
        "GET / HTTP/1.1\r\nHost: localhost\r\nUser-Agent: berth\r\nConnection: close\r\n\r\n");
}

TEST_CASE("nothing can break out of a line of the head, and no error shows what tried", "[http]") {
  http::Request request;
  request.headers = {{"X-Registry-Auth", "secret\r\nHost: elsewhere"}};
  try {
    http::to_bytes(request);
    FAIL("it was let through");
  } catch (const std::invalid_argument& refused) {
    CHECK(std::string(refused.what()) == "control character in an HTTP header");
  }
  request.headers.clear();
  request.target = "/a b";
  CHECK_THROWS_AS(http::to_bytes(request), std::invalid_argument);
}
