#include "supervise/processes.h"

#include "base/log.h"
#include "service/name.h"

namespace berth::supervise {

void Processes::begin() {
  shared_.tasks.start("units", listen());
}

Task<> Processes::listen() {
  std::function<void(const std::string&)> changed = [this](const std::string& unit) {
    auto service = service::name_of_unit(unit);
    if (auto one = service ? find(*service) : nullptr) one->look();
  };
  auto armed = co_await units_.listen(changed);
  if (!armed) log::warning("the state of processes may be shown too late: {}", armed.error().text);
  for (const auto& [service, one] : watches_) one->look();
}

bool Processes::note(const std::string& service) {
  if (auto known = find(service)) {
    known->descriptor_changed();
    return false;
  }
  auto rested = [this, service] {
    if (!is_wanted(service)) owed_();
  };
  auto watch = std::make_shared<ProcessWatch>(shared_, units_, service, systemd::process_places("", service), rested);
  watches_[service] = watch;
  watch->begin();
  return true;
}

std::shared_ptr<ProcessWatch> Processes::find(const std::string& service) const {
  auto found = watches_.find(service);
  return found == watches_.end() ? nullptr : found->second;
}

bool Processes::is_wanted(const std::string& service) const {
  const auto* entry = shared_.catalogue.find(service);
  return entry != nullptr && (entry->reading.spec.process || !entry->reading.ok());
}

std::vector<std::string> Processes::forget_idle() {
  std::vector<std::string> gone;
  for (auto at = watches_.begin(); at != watches_.end();) {
    bool is_one = is_wanted(at->first);
    if (is_one || at->second->is_busy()) {
      if (!is_one) at->second->descriptor_changed();
      ++at;
      continue;
    }
    at->second->remove();
    gone.push_back(at->first);
    at = watches_.erase(at);
  }
  return gone;
}

bool Processes::is_one(const std::string& service, const Catalogue::Entry& entry) const {
  if (entry.reading.spec.process) return true;
  if (auto known = find(service)) return !entry.reading.ok() || known->is_busy();
  return !entry.reading.ok() && !shared_.outputs.waiting(process_prefix + service + "/").empty();
}

void Processes::adopt() {
  for (const auto& id : shared_.outputs.waiting(process_prefix)) {
    auto both = id.substr(process_prefix.size());
    auto service = both.substr(0, both.find('/'));
    shared_.catalogue.want(service);  // an instance
    note(service);
  }
}

}  // namespace berth::supervise
