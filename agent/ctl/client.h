// berthctl's way to berthd and to systemd: plain blocking calls on the system bus.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "bus/handles.h"

namespace berth::ctl {

using Value = std::variant<std::string, bool, std::uint64_t, std::int64_t, std::vector<std::string>>;
using Properties = std::map<std::string, Value>;

std::string text_of(const Properties& properties, const std::string& name);
std::uint64_t number_of(const Properties& properties, const std::string& name);
std::int64_t signed_number_of(const Properties& properties, const std::string& name);
bool flag_of(const Properties& properties, const std::string& name);

class Client {
 public:
  static Result<Client> connect();

  sd_bus* bus() const { return bus_.get(); }

  Result<std::vector<std::string>> services();
  // All properties of org.berth1.Service; ErrorKind::not_found if there is no such service.
  Result<Properties> service(const std::string& name);
  Result<Properties> manager();
  // What is wrong with the descriptors, one line each.
  Result<std::vector<std::string>> reload();
  // A call of org.berth1.Images, whose arguments are all texts.
  Result<bus::MessagePtr> images(const char* method, const std::vector<std::string>& arguments);

  // Answers, signals and time-outs as they come, until there is nothing more to wait for, or it is that late.
  using Deadline = std::chrono::steady_clock::time_point;
  Result<void> wait_until(const std::function<bool()>& is_over, Deadline end = Deadline::max());

 private:
  explicit Client(bus::BusPtr bus) : bus_(std::move(bus)) {}
  Result<bus::MessagePtr> call(const char* interface, const char* method,
                               const std::vector<std::string>& arguments = {});
  Result<Properties> all_properties(const std::string& path, const char* interface);

  bus::BusPtr bus_;
};

// Of the object that berthd has for a service.
std::string service_path(const std::string& name);
// Of the object that systemd has for a unit.
std::string unit_path(const std::string& unit);

// A call of org.berth1.Images that is not sent yet.
Result<bus::MessagePtr> new_images_call(sd_bus* bus, const char* method, const std::vector<std::string>& arguments);

// A complaint of the bus in words that say what to do.
Error from_bus_error(const sd_bus_error& error);

}  // namespace berth::ctl
