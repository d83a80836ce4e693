#include "ctl/editor.h"

#include <cstdlib>

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::ctl;

TEST_CASE("the editor is VISUAL before EDITOR, with its own options, and how it ends counts", "[ctl]") {
  test::TempFolder folder;
  folder.write("a b", "one");
  auto path = folder.path("a b");
  ::setenv("EDITOR", "false", 1);
  ::setenv("VISUAL", "sed -i s/one/two/", 1);
  CHECK(run_editor(path));
  CHECK(*file::read(path, 100) == "two");
  ::unsetenv("VISUAL");
  CHECK(run_editor(path).error().text == "the editor did not end well: nothing is changed");
  ::setenv("EDITOR", "no-such-editor", 1);
  CHECK(run_editor(path).error().kind == ErrorKind::not_found);
  ::unsetenv("EDITOR");
}
