#include "base/closest.h"

#include "support/catch.h"

TEST_CASE("the nearest word is offered, and none when nothing is near", "[base]") {
  std::vector<std::string> keys{"Image", "Exec", "Environment", "EnvironmentFile"};
  CHECK(berth::closest("Imgae", keys) == "Image");
  CHECK(berth::closest("image", keys) == "Image");
  CHECK(berth::closest("Enviroment", keys) == "Environment");
  CHECK(berth::closest("Iamge", keys) == "Image");
  CHECK(berth::closest("mage", keys) == "Image");
  CHECK(berth::closest("Images", keys) == "Image");
  CHECK(berth::closest("Xec", {"Exec"}) == "Exec");
  CHECK(berth::closest("Ex", {"Exec"}) == std::nullopt);
  CHECK(berth::closest("EnvironmentFilesss", keys) == "EnvironmentFile");
  CHECK(berth::closest("EnvironmentFilessss", keys) == std::nullopt);
  CHECK(berth::closest("Colour", keys) == std::nullopt);
  CHECK(berth::closest(std::string(1000, 'x'), keys) == std::nullopt);
}
