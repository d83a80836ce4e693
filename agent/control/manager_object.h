// The object /org/berth1 with interface org.berth1.Manager: which services there are, and reload.
#pragma once

#include <string>

#include "bus/connection.h"
#include "loop/tasks.h"
#include "supervise/manager.h"

namespace berth::control {

class ManagerObject {
 public:
  ManagerObject(Tasks& tasks, bus::Connection& connection, supervise::Manager& manager);

  Result<void> publish();
  void engine_changed();
  void added(const std::string& service);
  void removed(const std::string& service);

  // Public for the vtable.
  int list_services(sd_bus_message* message, sd_bus_error* error);
  int get_service(sd_bus_message* message, sd_bus_error* error);
  int reload(sd_bus_message* message, sd_bus_error* error);
  static int get_version(sd_bus*, const char*, const char*, const char*, sd_bus_message*, void*, sd_bus_error*);
  static int get_engine_version(sd_bus*, const char*, const char*, const char*, sd_bus_message*, void*, sd_bus_error*);
  static int get_engine_state(sd_bus*, const char*, const char*, const char*, sd_bus_message*, void*, sd_bus_error*);

 private:
  Task<> answer_reload(std::shared_ptr<sd_bus_message> message);
  void signal(const char* name, const std::string& service);

  Tasks& tasks_;
  bus::Connection& connection_;
  supervise::Manager& manager_;
  bus::SlotPtr object_;
};

}  // namespace berth::control
