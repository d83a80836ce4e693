// The objects /org/berth1/service/NAME with interface org.berth1.Service: a service's status for everybody to read.
#pragma once

#include <map>
#include <set>
#include <string>

#include "bus/connection.h"
#include "loop/tasks.h"
#include "supervise/manager.h"

namespace berth::control {

class ServiceObjects {
 public:
  ServiceObjects(Tasks& tasks, bus::Connection& connection, const supervise::Manager& manager);

  Result<void> publish();
  // Tells PropertiesChanged soon; what changes meanwhile goes into the same signal.
  void changed(const std::string& service);
  void removed(const std::string& service);

  static std::string path_of(const std::string& service);

 private:
  static int find(sd_bus*, const char* path, const char*, void* userdata, void** found, sd_bus_error*);
  static int enumerate(sd_bus*, const char*, void* userdata, char*** paths, sd_bus_error*);
  Task<> tell_changes();

  Tasks& tasks_;
  bus::Connection& connection_;
  const supervise::Manager& manager_;
  bus::SlotPtr objects_, names_;
  std::map<std::string, supervise::Status> told_;
  std::set<std::string> dirty_;
};

}  // namespace berth::control
