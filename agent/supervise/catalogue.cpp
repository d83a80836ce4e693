#include "supervise/catalogue.h"

#include "base/log.h"
#include "config/bulk.h"
#include "config/folder.h"
#include "service/name.h"
#include "systemd/process_unit_text.h"
#include "systemd/timer_text.h"
#include "systemd/unit_text.h"

namespace berth::supervise {

namespace {

// Also without its text the service has a unit: one that fails and says why.
Catalogue::Entry entry_from(const config::Loaded& loaded, config::Reading reading) {
  auto problems = reading.problems.size();
  return {loaded.path, std::move(reading), loaded, problems, ""};
}

}  // namespace

std::string Catalogue::Entry::trouble() const {
  if (!reading.problems.empty()) {
    auto text = config::one_line(reading.problems.front());
    auto more = reading.problems.size() - 1;
    return more == 0 ? text : fmt::format("{} (and {} more: berthctl check {})", text, more, path);
  }
  return unit_trouble;
}

Catalogue::Catalogue(const config::Settings& settings, config::HostFacts facts, std::string holder)
    : settings_(settings),
      roots_(settings.roots()),
      facts_(std::move(facts)),
      holder_(std::move(holder)),
      units_(settings.unit_directory, systemd::UnitFolder::system_folders()) {}

// So that entry_of() finds all that are new or other than before among those before: many are read faster at once.
void Catalogue::read_anew(const std::vector<config::Loaded>& all, std::map<std::string, Entry>& before) {
  std::vector<const config::Loaded*> others;
  for (const auto& loaded : all) {
    auto found = before.find(loaded.name);
    if (found == before.end() || found->second.loaded != loaded) others.push_back(&loaded);
  }
  auto readings = config::read_descriptors(others, roots_, facts_);
  for (std::size_t i = 0; i < others.size(); ++i)
    before[others[i]->name] = entry_from(*others[i], std::move(readings[i]));
}

Catalogue::Entry Catalogue::entry_of(const config::Loaded& loaded) {
  auto entry = entry_from(loaded, config::read_descriptor(loaded, roots_, facts_));
  if (!service::is_template(loaded.name)) claim(loaded.name, entry);
  return entry;
}

// The same text says the same: with a thousand descriptors, a change of one costs one.
Catalogue::Entry Catalogue::entry_of(const config::Loaded& loaded, std::map<std::string, Entry>& before) {
  auto found = before.find(loaded.name);
  if (found == before.end() || found->second.loaded != loaded) return entry_of(loaded);
  auto entry = std::move(found->second);
  entry.unit_trouble.clear();
  entry.reading.problems.resize(entry.problems_of_its_own);
  if (!service::is_template(loaded.name)) claim(loaded.name, entry);
  return entry;
}

// Whatever cannot have two.
void Catalogue::claim(const std::string& service, const Entry& entry) {
  const auto& spec = entry.reading.spec;
  std::vector<Claim> wanted;
  const auto& name = spec.container.name;
  if (!name.empty()) wanted.push_back({"container " + name, name == service::container_name(service)});
  if (spec.compose && !spec.compose->project.empty())
    wanted.push_back({"project " + spec.compose->project, spec.compose->project == service});
  claims_.set(service, std::move(wanted));
}

// Once everybody has said what it wants.
void Catalogue::contest(const std::string& service, Entry& entry) const {
  const auto& spec = entry.reading.spec;
  auto lose_to = [&](const std::string& winner, auto text) {
    if (!winner.empty() && winner != service) entry.reading.problems.push_back({entry.path, {}, text(winner), ""});
  };
  lose_to(claims_.holder("container " + spec.container.name), [&](const auto& winner) {
    return fmt::format("the container's name would be {}, as that of the service {}: give it a{} ContainerName",
                       spec.container.name, winner,
                       spec.container.name == service::container_name(service) ? "" : "nother");
  });
  if (!spec.compose) return;
  lose_to(claims_.holder("project " + spec.compose->project), [&](const auto& winner) {
    return fmt::format("the project {} is that of the service {}: give it another Project", spec.compose->project,
                       winner);
  });
}

bool Catalogue::refresh(const IsBusy& is_busy) {
  auto folders = config::read_folders(settings_.service_directories);
  folder_problems_ = std::move(folders.problems);
  is_complete_ = folders.complete;
  units_ = systemd::UnitFolder(settings_.unit_directory, systemd::UnitFolder::system_folders());
  claims_.clear();
  auto timed = timed_instances();
  auto before = std::exchange(entries_, {});
  bool changed = read_templates(folders.templates);
  read_anew(folders.descriptors, before);
  for (const auto& loaded : folders.descriptors) entries_[loaded.name] = entry_of(loaded, before);
  for (const auto& loaded : folders.descriptors) {
    auto& entry = entries_[loaded.name];
    contest(loaded.name, entry);
    changed |= write_units(loaded.name, entry);
  }
  // What runs and has nothing of its own any more lives on by its template.
  for (const auto& [name, entry] : before)
    if (templates_.contains(service::template_of(name)) && is_busy(name)) wanted_.insert(name);
  read_wanted(before);
  note_lost_timers(timed);
  changed |= remove_stale_units(is_busy);
  return changed;
}

bool Catalogue::read_templates(const std::vector<config::Loaded>& templates) {
  bool changed = false;
  auto before = std::exchange(templates_, {});
  for (const auto& loaded : templates) {
    auto& entry = templates_[loaded.name] = entry_of(loaded, before);
    changed |= write_units(loaded.name, entry);
  }
  return changed;
}

std::vector<std::string> Catalogue::timed_instances() const {
  std::vector<std::string> timed;
  for (const auto& [name, entry] : entries_)
    if (entry.reading.spec.schedule && !service::template_of(name).empty()) timed.push_back(name);
  return timed;
}

// Of its own or by its template, of which it may be an instance that nothing else is known of. What is wrong stays.
bool Catalogue::is_timed(const std::string& name) const {
  const auto* now = find(name);
  auto found = templates_.find(service::template_of(name));
  if (now == nullptr && found != templates_.end()) now = &found->second;
  return now != nullptr && (!now->reading.ok() || now->reading.spec.schedule);
}

// A template's timer is a file for many; what systemd knows are those of its instances.
void Catalogue::note_lost_timers(const std::vector<std::string>& timed) {
  for (const auto& name : timed) {
    if (units_.has(service::timer_name(name))) continue;
    if (!is_timed(name)) removed_timers_.push_back(service::timer_name(name));
  }
}

// Those that have got a file or drop-ins of their own are among the entries already.
void Catalogue::read_wanted(std::map<std::string, Entry>& before) {
  for (auto at = wanted_.begin(); at != wanted_.end();) {
    auto loaded = entries_.contains(*at) ? std::nullopt : config::find_descriptor(settings_.service_directories, *at);
    if (loaded) {
      auto& entry = entries_[*at] = entry_of(*loaded, before);
      contest(*at, entry);
    }
    at = loaded ? std::next(at) : wanted_.erase(at);
  }
}

bool Catalogue::want(const std::string& service) {
  if (entries_.contains(service) || !templates_.contains(service::template_of(service))) return false;
  auto loaded = config::find_descriptor(settings_.service_directories, service);
  if (!loaded) return false;
  wanted_.insert(service);
  auto& entry = entries_[service] = entry_of(*loaded);
  contest(service, entry);
  return true;
}

bool Catalogue::has_descriptor(const std::string& service) const {
  return entries_.contains(service) || templates_.contains(service::template_of(service));
}

bool Catalogue::write_units(const std::string& name, Entry& entry) {
  // A typo must not change what systemd knows of a service that was well before.
  if (!entry.reading.ok() && units_.has(service::unit_name(name))) return false;
  const auto& spec = entry.reading.spec;
  bool is_process = spec.process && entry.reading.ok();
  auto text = is_process ? systemd::process_unit_text(spec, holder_) : systemd::unit_text(spec, holder_);
  bool changed = write_unit(service::unit_name(name), text, entry);
  if (spec.schedule && entry.reading.ok())
    changed |= write_unit(service::timer_name(name), systemd::timer_text(spec), entry);
  return changed;
}

bool Catalogue::write_unit(const std::string& unit, const std::string& text, Entry& entry) {
  auto written = units_.write(unit, text);
  if (written) return *written;
  entry.unit_trouble = fmt::format("{}: {}", entry.path, written.error().text);
  log::error("{}", entry.unit_trouble);
  return false;
}

// A timer goes at once: what runs needs none to end. And so does the unit of an instance that its template's replaces.
bool Catalogue::is_stale(const std::string& unit, const IsBusy& is_busy) const {
  auto name = service::name_of_unit(unit);
  if (!name) return false;
  const auto& known = service::is_template(*name) ? templates_ : entries_;
  auto found = known.find(*name);
  bool has_units = found != known.end() && !wanted_.contains(*name);
  if (unit == service::timer_name(*name))
    return !has_units || (found->second.reading.ok() && !found->second.reading.spec.schedule);
  return !has_units && (wanted_.contains(*name) || !is_busy(*name));
}

bool Catalogue::remove_stale_units(const IsBusy& is_busy) {
  bool changed = false;
  auto units = units_.units();
  for (const auto& unit : units) {
    if (!is_stale(unit, is_busy)) continue;
    auto removed = units_.remove(unit);
    if (!removed) log::error("{}", removed.error().text);
    bool was_ours = removed && *removed;
    changed |= was_ours;
    auto name = service::name_of_unit(unit);
    bool is_gone = was_ours && unit.ends_with(".timer") && !service::is_template(*name) && !is_timed(*name);
    if (is_gone) removed_timers_.push_back(unit);
  }
  return changed;
}

const Catalogue::Entry* Catalogue::reread(const std::string& service) {
  auto old = entries_.find(service);
  if (old == entries_.end()) return nullptr;
  auto loaded = config::find_descriptor(settings_.service_directories, service);
  if (!loaded) return nullptr;
  auto trouble = old->second.unit_trouble;
  old->second = entry_of(*loaded);
  contest(service, old->second);
  old->second.unit_trouble = trouble;
  return &old->second;
}

const Catalogue::Entry* Catalogue::find(const std::string& service) const {
  auto found = entries_.find(service);
  return found == entries_.end() ? nullptr : &found->second;
}

std::vector<std::string> Catalogue::problems() const {
  std::vector<std::string> all;
  for (const auto& problem : folder_problems_) all.push_back(config::one_line(problem));
  // What is wrong with a template is so with each of its instances.
  std::set<std::string> seen;
  auto add = [&](std::string text) {
    if (seen.insert(text).second) all.push_back(std::move(text));
  };
  for (const auto* some : {&templates_, &entries_}) {
    for (const auto& [name, entry] : *some) {
      for (const auto& problem : entry.reading.problems) add(config::one_line(problem));
      if (!entry.unit_trouble.empty()) add(entry.unit_trouble);
    }
  }
  return all;
}

}  // namespace berth::supervise
