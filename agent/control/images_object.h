// The interface org.berth1.Images of the object /org/berth1: what people order about a service's images. Anyone may
// read the history; the rest is root's.
#pragma once

#include <memory>
#include <string>

#include "bus/connection.h"
#include "loop/tasks.h"
#include "supervise/manager.h"

namespace berth::control {

class ImagesObject {
 public:
  ImagesObject(Tasks& tasks, bus::Connection& connection, supervise::Manager& manager);

  Result<void> publish();

  // Public for the vtable.
  int pull(sd_bus_message* message, sd_bus_error* error) {
    return answer_later(message, error, &ImagesObject::answer_pull);
  }
  int fetch(sd_bus_message* message, sd_bus_error* error) {
    return answer_later(message, error, &ImagesObject::answer_fetch);
  }
  int roll_back(sd_bus_message* message, sd_bus_error* error);
  int unquarantine(sd_bus_message* message, sd_bus_error* error);
  int get_history(sd_bus_message* message, sd_bus_error* error);

 private:
  using RunnerPtr = std::shared_ptr<supervise::Runner>;
  using Answer = Task<> (ImagesObject::*)(RunnerPtr runner, std::shared_ptr<sd_bus_message> message);

  RunnerPtr find(const char* service, sd_bus_error* error, int& result) const;
  int answer_later(sd_bus_message* message, sd_bus_error* error, Answer answer);
  Task<> answer_pull(RunnerPtr runner, std::shared_ptr<sd_bus_message> message);
  Task<> answer_fetch(RunnerPtr runner, std::shared_ptr<sd_bus_message> message);

  Tasks& tasks_;
  bus::Connection& connection_;
  supervise::Manager& manager_;
  bus::SlotPtr object_;
};

}  // namespace berth::control
