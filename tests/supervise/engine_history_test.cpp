#include "supervise/engine_history.h"

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using supervise::EngineHistory;

namespace {

constexpr std::uint64_t second = 1'000'000;

struct Stage {
  Stage() : path(folder.path("downtimes")) {}
  // As systemd has it: when the engine came and went last.
  static systemd::Manager::Uptime engine(std::uint64_t enter, std::uint64_t exit, bool is_active) {
    return {0, enter * second, exit * second, is_active};
  }
  bool covers(std::uint64_t started, std::uint64_t finished) const {
    return EngineHistory(path).covers(started * second, finished * second);
  }

  test::TempFolder folder;
  std::string path;
};

}  // namespace

TEST_CASE("a downtime that only a daemon before has seen is known to the next", "[supervise]") {
  Stage stage;
  EngineHistory(stage.path).note(Stage::engine(100, 200, false));
  EngineHistory(stage.path).note(Stage::engine(210, 230, false));
  EngineHistory(stage.path).note(Stage::engine(240, 230, true));
  CHECK(stage.covers(150, 205));
  CHECK(stage.covers(150, 215));  // the engine clears up for a moment
  CHECK(stage.covers(220, 235));
  CHECK_FALSE(stage.covers(150, 223));
  CHECK_FALSE(stage.covers(205, 222));
  CHECK_FALSE(stage.covers(232, 239));
}

TEST_CASE("a downtime whose end nobody has seen was over when the engine went down again", "[supervise]") {
  Stage stage;
  EngineHistory history(stage.path);
  history.note(Stage::engine(100, 200, false));
  history.note(Stage::engine(100, 300, false));  // what came between is not known
  CHECK(history.covers(150 * second, 290 * second));
  CHECK(history.covers(250 * second, 301 * second));
}

TEST_CASE("an engine that was never down is not written of, and few downtimes are kept", "[supervise]") {
  Stage stage;
  EngineHistory history(stage.path);
  history.note(Stage::engine(100, 0, true));
  CHECK_FALSE(file::exists(stage.path));
  for (std::uint64_t i = 1; i <= 40; ++i) history.note(Stage::engine(i * 100 + 10, i * 100, true));
  CHECK(stage.covers(3950, 4005));
  CHECK_FALSE(stage.covers(50, 105));
  CHECK(file::read(stage.path, 4096)->size() < 1000);
}

TEST_CASE("a file of downtimes that somebody has spoilt says nothing", "[supervise]") {
  Stage stage;
  stage.folder.write("downtimes", "nonsense\nx y\n\n12");
  CHECK_FALSE(stage.covers(1, 2));
}
