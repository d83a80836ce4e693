// The descriptors as they are on disk, and the unit files that follow from them.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "config/descriptor.h"
#include "config/folder.h"
#include "config/problem.h"
#include "config/settings.h"
#include "config/specifiers.h"
#include "supervise/claims.h"
#include "systemd/unit_folder.h"

namespace berth::supervise {

class Catalogue {
 public:
  struct Entry {
    std::string path;
    config::Reading reading;
    config::Loaded loaded;                // what was read
    std::size_t problems_of_its_own = 0;  // the first of reading.problems; the rest are for the sake of others
    std::string unit_trouble;             // why there is no unit file; empty when there is

    // What is wrong in one line, the rest counted; empty when nothing is.
    std::string trouble() const;
  };

  using IsBusy = std::function<bool(const std::string& service)>;

  Catalogue(const config::Settings& settings, config::HostFacts facts, std::string holder);

  // Reads all descriptors anew and writes their units. A unit whose descriptor is gone stays while `is_busy` says so;
  // that of a template is asked for by its own name, "worker@".
  // True if a unit file changed: systemd has to reload then.
  bool refresh(const IsBusy& is_busy);
  // Has an instance of a template among the entries from now on, though only its unit's name says that there is one.
  // False if it is none, or known already.
  bool want(const std::string& service);
  // Reads one descriptor anew, and no unit; null if it is gone.
  const Entry* reread(const std::string& service);

  const Entry* find(const std::string& service) const;
  // All services; of instances those that were wanted, or have a file or drop-ins of their own.
  const std::map<std::string, Entry>& entries() const { return entries_; }
  // Whether there is a descriptor that the service would have, be it wanted or not.
  bool has_descriptor(const std::string& service) const;
  // The timers removed since this was asked last: systemd still knows those that were started.
  std::vector<std::string> take_removed_timers() { return std::exchange(removed_timers_, {}); }
  // Whether all folders could be read: only then a descriptor that is not here is gone.
  bool is_complete() const { return is_complete_; }
  // Everything that is wrong, one line each, also about files that are no descriptors.
  std::vector<std::string> problems() const;

 private:
  void read_anew(const std::vector<config::Loaded>& all, std::map<std::string, Entry>& before);
  Entry entry_of(const config::Loaded& loaded);
  Entry entry_of(const config::Loaded& loaded, std::map<std::string, Entry>& before);  // and what it can is moved
  void claim(const std::string& service, const Entry& entry);
  void contest(const std::string& service, Entry& entry) const;
  bool read_templates(const std::vector<config::Loaded>& templates);
  void read_wanted(std::map<std::string, Entry>& before);
  std::vector<std::string> timed_instances() const;
  bool is_timed(const std::string& name) const;
  void note_lost_timers(const std::vector<std::string>& timed);
  bool write_units(const std::string& name, Entry& entry);
  bool write_unit(const std::string& unit, const std::string& text, Entry& entry);
  bool is_stale(const std::string& unit, const IsBusy& is_busy) const;
  bool remove_stale_units(const IsBusy& is_busy);

  config::Settings settings_;
  config::Roots roots_;
  config::HostFacts facts_;
  std::string holder_;
  systemd::UnitFolder units_;
  Claims claims_;
  std::map<std::string, Entry> entries_;
  std::map<std::string, Entry> templates_;  // "worker@"
  std::set<std::string> wanted_;            // instances that live by their template alone
  std::vector<config::Problem> folder_problems_;
  std::vector<std::string> removed_timers_;
  bool is_complete_ = true;
};

}  // namespace berth::supervise
