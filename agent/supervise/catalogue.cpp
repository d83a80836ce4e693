#include "supervise/catalogue.h"

#include "base/file.h"
#include "base/log.h"
#include "config/folder.h"
#include "service/name.h"
#include "systemd/unit_text.h"

namespace berth::supervise {

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

namespace {

Catalogue::Entry entry_of(const config::Loaded& loaded, const config::Roots& roots, const config::HostFacts& facts) {
  Catalogue::Entry entry;
  entry.path = loaded.path;
  // Also without its text the service has a unit: one that fails and says why.
  entry.reading = config::read_descriptor(loaded.path, loaded.name, loaded.text, roots, facts);
  if (loaded.problem) entry.reading.problems.assign(1, *loaded.problem);
  return entry;
}

}  // namespace

bool Catalogue::refresh(const std::function<bool(const std::string&)>& is_busy) {
  auto folders = config::read_folders(settings_.service_directories);
  folder_problems_ = std::move(folders.problems);
  entries_.clear();
  bool changed = false;
  for (const auto& loaded : folders.descriptors) {
    auto& entry = entries_[loaded.name] = entry_of(loaded, roots_, facts_);
    changed |= write_unit(loaded.name, entry);
  }
  changed |= remove_stale_units(is_busy);
  return changed;
}

bool Catalogue::write_unit(const std::string& service, Entry& entry) {
  auto unit = service::unit_name(service);
  // A typo must not change what systemd knows of a service that was well before.
  if (!entry.reading.ok() && units_.has(unit)) return false;
  auto written = units_.write(unit, systemd::unit_text(entry.reading.spec, holder_));
  if (written) return *written;
  entry.unit_trouble = fmt::format("{}: {}", entry.path, written.error().text);
  log::error("{}", entry.unit_trouble);
  return false;
}

bool Catalogue::remove_stale_units(const std::function<bool(const std::string&)>& is_busy) {
  bool changed = false;
  for (const auto& unit : units_.ours()) {
    auto service = service::name_of_unit(unit);
    if (!service || entries_.contains(*service) || is_busy(*service)) continue;
    auto removed = units_.remove(unit);
    if (!removed) log::error("{}", removed.error().text);
    changed |= removed && *removed;
  }
  return changed;
}

const Catalogue::Entry* Catalogue::reread(const std::string& service) {
  auto old = entries_.find(service);
  if (old == entries_.end()) return nullptr;
  auto loaded = config::read_descriptor_file(service, old->second.path);
  if (loaded.problem && !file::exists(old->second.path)) return nullptr;
  auto trouble = old->second.unit_trouble;
  old->second = entry_of(loaded, roots_, facts_);
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
  for (const auto& [name, entry] : entries_) {
    for (const auto& problem : entry.reading.problems) all.push_back(config::one_line(problem));
    if (!entry.unit_trouble.empty()) all.push_back(entry.unit_trouble);
  }
  return all;
}

}  // namespace berth::supervise
