// One service that is a program of the host: what systemd tells of its unit becomes its status, and what the program
// writes its log. Berth neither starts nor stops it; it prepares what the unit needs.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "supervise/change_subject.h"
#include "supervise/hold_server.h"
#include "supervise/process_output.h"
#include "supervise/shared.h"
#include "supervise/status.h"
#include "systemd/process_unit_text.h"
#include "systemd/unit_watch.h"

namespace berth::config {
struct HostFiles;
struct Reading;
}  // namespace berth::config

namespace berth::supervise {

class ProcessWatch : public ChangeSubject, public std::enable_shared_from_this<ProcessWatch> {
 public:
  // `rested` is called when its unit has come down.
  ProcessWatch(Shared& shared, systemd::UnitWatch& units, std::string service, systemd::ProcessPlaces places,
               std::function<void()> rested);

  // After the constructor, once: it begins to follow its unit.
  void begin();
  const Status& status() const override { return status_; }
  std::string running() const override;
  void note_changes(const Difference& difference, const std::string& remark) override;
  // Its unit is up, or on its way: its unit file must stay.
  bool is_busy() const;
  void descriptor_changed();  // it was read anew
  // Something happened to its unit: systemd is asked soon, once for all that happens until then.
  void look();
  // The holder's --prepare: reads the descriptor and writes the environment, or says why that can't be.
  void prepare(const HolderPtr& holder);
  void note_next_run(std::uint64_t realtime_usec);
  // The service is no more: nothing stays of it.
  void remove();

 private:
  static Task<> follow(std::shared_ptr<ProcessWatch> self);
  static Task<> ask(std::shared_ptr<ProcessWatch> self);
  void show(const systemd::ServiceUnit& unit);
  void note_run(const systemd::ServiceUnit& unit);
  Result<void> make_ready();
  Result<void> write_environment();
  void keep_baseline(const config::Reading& reading, config::HostFiles files);
  void tell_lost_output();

  Shared& shared_;
  systemd::UnitWatch& units_;
  std::string service_;
  std::function<void()> rested_;
  Status status_;
  systemd::ProcessPlaces places_;
  ProcessOutput output_;
  bool will_look_ = false;
  bool has_looked_ = false;
};

// What a unit's end means, in words for its status.
std::string text_of(const systemd::ServiceUnit& unit);

}  // namespace berth::supervise
