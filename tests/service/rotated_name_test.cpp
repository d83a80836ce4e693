#include "service/rotated_name.h"

#include "support/catch.h"

using berth::service::RotatedName;
using Form = RotatedName::Form;

TEST_CASE("the name of a rotated file goes there and back", "[service]") {
  auto form = GENERATE(Form::plain, Form::compressed, Form::unfinished);
  auto number = GENERATE(1, 9, 10, 999'999'999);
  auto parsed = RotatedName::parse(RotatedName{number, form}.ending());
  REQUIRE(parsed);
  CHECK(parsed->number == number);
  CHECK((parsed->form == form));
}

TEST_CASE("what rotation would not call a file is none of its files", "[service]") {
  std::string ending = GENERATE("", ".", ".0", ".01", ".1.", ".1.bz2", ".1.gz.gz", ".1.gzx", "1", "-1", ".-1", ".+1",
                                ".1 ", ".1000000000", ".99999999999999999999", ".a", ".gz", ".1.gz.tmp.tmp");
  CAPTURE(ending);
  CHECK_FALSE(RotatedName::parse(ending));
}
