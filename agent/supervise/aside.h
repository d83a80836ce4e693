// Another container's turn: for as long as this lives it is the current one, with an output of its own; also when what
// happens meanwhile is cancelled.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "supervise/output.h"

namespace berth::supervise {

class Aside {
 public:
  Aside(std::string& container_id, std::unique_ptr<Output>& output, std::string other)
      : container_id_(container_id), output_(output), id_(std::exchange(container_id, std::move(other))) {
    std::swap(output_, parked_);
  }
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;
  ~Aside() {
    container_id_ = id_;
    output_ = std::move(parked_);
  }

 private:
  std::string& container_id_;
  std::unique_ptr<Output>& output_;
  std::unique_ptr<Output> parked_;
  std::string id_;
};

}  // namespace berth::supervise
