#include "config/update_keys.h"

namespace berth::config {

void read_update(Section& section, service::Update& update) {
  update.rollback = section.take("Rollback").one_of({"on-failure", "never"}) != "never";
  auto good_after = section.take("GoodAfter").duration(Duration::zero(), std::chrono::hours(24));
  update.good_after = good_after.value_or(update.good_after);
  if (auto number = section.take("KeepImages").number(1, 100)) update.keep_images = static_cast<int>(*number);
}

}  // namespace berth::config
