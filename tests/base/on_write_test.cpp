#include "base/on_write.h"

#include <string>

#include "support/catch.h"

using namespace berth;

TEST_CASE("what is shared is copied when it is changed, and not before", "[base]") {
  OnWrite<std::string> first(std::string("a"));
  auto second = first;
  CHECK(&*first == &*second);
  second.edit() += "b";
  CHECK(*first == "a");
  CHECK(*second == "ab");
  const auto* before = &*second;
  second.edit() += "c";
  CHECK(&*second == before);
  CHECK_FALSE(first == second);
  CHECK(first == OnWrite<std::string>(std::string("a")));
}

TEST_CASE("what has no value is empty, and becomes its owner's when it is changed", "[base]") {
  OnWrite<std::string> first, second;
  CHECK(first->empty());
  CHECK(first == second);
  first.edit() = "a";
  CHECK(second->empty());
  CHECK(OnWrite<std::string>()->empty());
}
