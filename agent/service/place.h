// Where in the descriptor, or in which of its drop-ins, something was said; 1-based, 0 when it was not said at all.
#pragma once

namespace berth::service {

struct Place {
  int line = 0;
  int column = 0;
  int file = 0;  // 0: the descriptor itself, n: its n-th drop-in
  bool operator==(const Place&) const = default;
};

}  // namespace berth::service
