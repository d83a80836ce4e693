// Watches what running services were started with: descriptors, environment files and Config files. A burst of changes
// is one look, which compares with the service's baseline; what differs is in its status, and OnConfigChange acts on
// it.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "loop/path_watch.h"
#include "supervise/change_pace.h"
#include "supervise/change_subject.h"
#include "supervise/shared.h"

namespace berth::supervise {

class ChangeWatch {
 public:
  // `find` gives a service, or null.
  using Find = std::function<std::shared_ptr<ChangeSubject>(const std::string& service)>;
  // `descriptors_changed`: something in the folders of descriptors, drop-ins included. Whoever is told watches them
  // again before he reads them, once for a whole burst.
  ChangeWatch(Shared& shared, std::vector<std::string> descriptor_folders, Find find,
              std::function<void()> descriptors_changed);

  void begin();
  void watch_descriptors();  // in the folders that are there now
  // The status of a service, or its descriptor, may not be what it was.
  void note(const std::string& service);
  // Now, at all that run, without waiting for the end of a burst.
  void look_at_all();

 private:
  struct Watched {
    std::string running, descriptor_hash;  // nothing: it does not run
    std::uint64_t revision = 0;
    Duration first_event{0}, last_event{0};  // of the burst under way; steady clock
    bool is_due = false;                     // a look will come
    bool waits_to_act = false;
    std::string acted_on;  // what it differed in then
    ChangePace pace;
  };

  Task<> listen();
  void want(const std::string& service);
  Task<> look_when_quiet(std::string service);
  void look(const std::string& service);
  void rest(ChangeSubject& subject);
  void forget(const std::string& service);
  void consider(const std::string& service, const Difference& difference, const std::string& state);
  Task<> act_later(std::string service, Duration pause);
  Task<> act(std::shared_ptr<ChangeSubject> subject, bool is_reload, std::string changes);

  Shared& shared_;
  std::vector<std::string> descriptor_folders_;
  Find find_;
  std::function<void()> descriptors_changed_;
  PathWatch paths_;
  std::map<std::string, Watched> services_;  // that run, or did
};

}  // namespace berth::supervise
