// `berthctl edit`: nothing that is wrong gets into the place of what was there.
#pragma once

#include <string>

namespace berth::ctl {

struct EditOptions {
  std::string name;
  bool full = false;  // the descriptor itself, else its drop-in override.yaml
};

int edit(const EditOptions& options);

}  // namespace berth::ctl
