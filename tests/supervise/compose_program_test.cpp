#include "supervise/compose_program.h"

#include <boost/asio/io_context.hpp>

#include "support/catch.h"

using namespace berth;
using supervise::complaint_in;

TEST_CASE("of what Compose says, at most three lines are told, from the first error on", "[supervise]") {
  CHECK(complaint_in(" Container a  Creating\nError response from daemon: port is taken\n", {}) ==
        "Error response from daemon: port is taken");
  CHECK(complaint_in("ERROR: The file is invalid:\nUnsupported option\nb\nc\n", {}) ==
        "ERROR: The file is invalid:; Unsupported option; b");
  CHECK(complaint_in("one\ntwo\n\nthree\nfour\n", {}) == "two; three; four");
  CHECK(complaint_in("", {}).empty());
}

TEST_CASE("no value of an environment file is in an error", "[supervise]") {
  CHECK(complaint_in("invalid reference \"repo:hush hush\"", {"hush"}) == "invalid reference \"repo:*** ***\"");
  CHECK(complaint_in("failed to read .env: unexpected character in variable name \"S3CRET\"", {}) ==
        "failed to read .env: unexpected character in variable name");
}

TEST_CASE("a program that is nowhere is not found, with what to install", "[supervise]") {
  boost::asio::io_context context;
  supervise::ComposeProgram program(context.get_executor(), "/run/docker.sock", {"/nowhere/docker-compose"});
  auto found = program.find();
  REQUIRE_FALSE(found);
  CHECK(found.error().kind == ErrorKind::not_found);
}
