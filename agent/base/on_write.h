// A value that is copied when it is changed, and not before: it costs a pointer to hold and to copy, and nothing while
// it has no value but the empty one.
#pragma once

#include <memory>
#include <utility>

namespace berth {

template <class T>
class OnWrite {
 public:
  OnWrite() = default;
  OnWrite(T value) : value_(std::make_shared<T>(std::move(value))) {}

  const T& operator*() const {
    static const T empty{};
    return value_ ? *value_ : empty;
  }
  const T* operator->() const { return &**this; }

  bool operator==(const OnWrite& other) const { return value_ == other.value_ || **this == *other; }

  // To be changed before the next copy is made: others would see it.
  T& edit() {
    if (value_.use_count() != 1) value_ = std::make_shared<T>(**this);
    return *value_;
  }

 private:
  std::shared_ptr<T> value_;
};

}  // namespace berth
