// The descriptors as they are on disk, and the unit files that follow from them.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/descriptor.h"
#include "config/problem.h"
#include "config/settings.h"
#include "config/specifiers.h"
#include "systemd/unit_folder.h"

namespace berth::supervise {

class Catalogue {
 public:
  struct Entry {
    std::string path;
    config::Reading reading;
    std::string unit_trouble;  // why there is no unit file; empty when there is

    // What is wrong in one line, the rest counted; empty when nothing is.
    std::string trouble() const;
  };

  Catalogue(const config::Settings& settings, config::HostFacts facts, std::string holder);

  // Reads all descriptors anew and writes their units. A unit whose descriptor is gone stays while `is_busy` says so.
  // True if a unit file changed: systemd has to reload then.
  bool refresh(const std::function<bool(const std::string& service)>& is_busy);
  // Reads one descriptor anew, and no unit; null if it is gone.
  const Entry* reread(const std::string& service);

  const Entry* find(const std::string& service) const;
  const std::map<std::string, Entry>& entries() const { return entries_; }
  // Everything that is wrong, one line each, also about files that are no descriptors.
  std::vector<std::string> problems() const;

 private:
  bool write_unit(const std::string& service, Entry& entry);
  bool remove_stale_units(const std::function<bool(const std::string&)>& is_busy);

  config::Settings settings_;
  config::Roots roots_;
  config::HostFacts facts_;
  std::string holder_;
  systemd::UnitFolder units_;
  std::map<std::string, Entry> entries_;
  std::vector<config::Problem> folder_problems_;
};

}  // namespace berth::supervise
