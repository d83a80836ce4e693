// Jobs of systemd's on any units: ordered, and followed until systemd says how they ended.
#pragma once

#include <map>
#include <string>

#include "ctl/client.h"

namespace berth::ctl {

class SystemdJobs {
 public:
  explicit SystemdJobs(Client& client) : client_(client) {}
  SystemdJobs(const SystemdJobs&) = delete;
  SystemdJobs& operator=(const SystemdJobs&) = delete;

  // Comes first: a job can be over before its order is answered.
  Result<void> subscribe();
  // `verb` is start, stop, restart or reload.
  Result<void> begin(const std::string& verb, const std::string& unit);
  bool all_done() const;
  // systemd's word: "done", "failed", "canceled", "timeout", …; empty for a unit that no job was begun for.
  std::string result_of(const std::string& unit) const;

 private:
  static int on_removed(sd_bus_message* message, void* userdata, sd_bus_error*);

  Client& client_;
  std::map<std::string, std::string> paths_;    // of the jobs, by unit
  std::map<std::string, std::string> results_;  // by path
  bus::SlotPtr match_;
};

// One job, and its end.
Result<std::string> run_job(Client& client, const std::string& verb, const std::string& unit);

// Has systemd send its signals to this client; once or more.
Result<void> subscribe_to_systemd(Client& client);

}  // namespace berth::ctl
