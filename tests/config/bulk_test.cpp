#include "config/bulk.h"

#include <fmt/format.h>

#include "support/catch.h"

using namespace berth;
using namespace berth::config;

namespace {

// Every seventh has a mistake of its own.
std::vector<Loaded> descriptors(int count) {
  std::vector<Loaded> all;
  for (int i = 0; i < count; ++i) {
    auto name = fmt::format("web{}", i);
    auto key = i % 7 == 3 ? fmt::format("Key{}", i) : "Image";
    auto text = fmt::format("Container:\n  {}: registry.example/{}\n  Environment: {{NUMBER: {}}}\n", key, name, i);
    all.push_back({name, name + ".yaml", text, std::nullopt, {}});
  }
  return all;
}

}  // namespace

TEST_CASE("many descriptors at once are read as each by itself", "[config]") {
  for (int count : {0, 1, 31, 200}) {
    auto all = descriptors(count);
    std::vector<const Loaded*> wanted;
    for (const auto& loaded : all) wanted.push_back(&loaded);
    auto readings = read_descriptors(wanted, {}, {});
    REQUIRE(readings.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      auto alone = read_descriptor(all[i], {}, {});
      CHECK(readings[i].spec == alone.spec);
      CHECK(readings[i].problems == alone.problems);
      CHECK(readings[i].hash == alone.hash);
      CHECK(readings[i].ok() == (i % 7 != 3));
    }
  }
}
