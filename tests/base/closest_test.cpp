#include "base/closest.h"

#include "support/catch.h"

TEST_CASE("the nearest word is offered, and none when nothing is near", "[base]") {
  std::vector<std::string> keys{"Image", "Exec", "Environment", "EnvironmentFile"};
  CHECK(berth::closest("Imgae", keys) == "Image");
  CHECK(berth::closest("image", keys) == "Image");
  CHECK(berth::closest("Enviroment", keys) == "Environment");
  CHECK(berth::closest("Colour", keys) == std::nullopt);
  CHECK(berth::closest(std::string(1000, 'x'), keys) == std::nullopt);
}
