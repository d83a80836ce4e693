#include "supervise/baseline.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/packing.h"
#include "base/text.h"
#include "docker/create_body.h"
#include "supervise/candidate.h"

namespace berth::supervise {

namespace {

template <class... Numbers>
void pack_all(std::string& out, Numbers... numbers) {
  (pack_number(out, static_cast<std::uint64_t>(numbers)), ...);
}

std::string packed(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) pack_text(all, text);
  return all;
}

void pack_log(std::string& out, const service::Log& log) {
  pack_text(out, log.file);
  pack_all(out, log.journal, static_cast<int>(log.format), log.max_size, log.max_files, log.compress, log.rate_burst,
           log.rate_window.count());
}

// Which files it is made of, but not what is in them; the times of a stop and the ways to pull are the next one's.
void pack_project(std::string& out, const service::Compose& compose, const std::vector<std::string>& files) {
  for (const auto& text : {compose.project, packed(compose.profiles), packed(files)}) pack_text(out, text);
  pack_all(out, static_cast<int>(compose.ready_when));
}

// systemd takes these from the unit while the program runs.
bool is_taken_at_reload(std::string_view key) {
  constexpr std::string_view beginnings[] = {"Restart", "Timeout", "SuccessExitStatus", "Kill", "SendSIG", "FinalKill"};
  return std::any_of(std::begin(beginnings), std::end(beginnings), [&](auto one) { return key.starts_with(one); });
}

void pack_process(std::string& out, const service::Process& process, const service::UnitKeys& keys) {
  for (const auto& text :
       {process.exec, packed(process.pre_runs), process.user, process.group, process.working_directory})
    pack_text(out, text);
  pack_all(out, process.says_ready);
  for (const auto& [key, value] : keys)
    if (!is_taken_at_reload(key)) pack_text(out, packed({key, value}));
}

}  // namespace

std::string meaning_of(const Candidate& candidate) {
  const auto& spec = *candidate.spec;
  const auto& container = spec.container;
  docker::ContainerOrder order;
  order.spec = container;
  std::string all;
  for (const auto& text : {container.name, container.platform, docker::create_body(order)}) pack_text(all, text);
  pack_all(all, static_cast<int>(container.ready_when), static_cast<int>(container.on_unhealthy));
  for (const auto& one : container.pre_runs) {
    pack_text(all, packed(one.exec));
    pack_all(all, one.may_fail);
  }
  pack_log(all, spec.log);
  pack_all(all, spec.update.rollback, spec.update.good_after.count(), spec.update.keep_images);
  // The holder is told at its start.
  for (const auto& [key, value] : spec.service)
    if (key == "WatchdogSec") pack_text(all, value);
  if (spec.compose) pack_project(all, *spec.compose, candidate.files);
  if (spec.process) pack_process(all, *spec.process, spec.service);
  return all;
}

Baseline baseline_of(const Candidate& candidate, const HashKey& key) {
  Baseline baseline;
  baseline.container_id = candidate.container_id;
  baseline.version = BERTH_VERSION;
  baseline.key = key;
  baseline.text = siphash_text(key, candidate.descriptor_hash);
  baseline.meaning = siphash_text(key, meaning_of(candidate));
  baseline.environment = siphash_text(key, packed(candidate.environment));
  for (const auto& mount : candidate.spec->container.mounts)
    if (mount.must_exist) baseline.files.push_back({mount.source, fingerprint_of(mount.source, key)});
  for (const auto& path : candidate.files) baseline.files.push_back({path, fingerprint_of(path, key)});
  return baseline;
}

Baseline baseline_for_start(Candidate& candidate) {
  if (candidate.baseline)
    note_new_run(*candidate.baseline);
  else
    candidate.baseline = baseline_of(candidate, HashKey::random());
  return *candidate.baseline;
}

std::string Baseline::digest() const {
  std::string all = meaning + environment;
  for (const auto& file : files) all += " " + file.print.place + " " + file.print.content;
  return all;
}

Difference difference(const Baseline& then, const Candidate* now, bool can_reload) {
  Difference found;
  if (now != nullptr) {
    // Another Berth may understand the same text in another way: that alone is no change of anybody's.
    bool is_same_text = then.text == siphash_text(then.key, now->descriptor_hash);
    bool may_differ = !is_same_text || then.version == BERTH_VERSION;
    if (may_differ && then.meaning != siphash_text(then.key, meaning_of(*now))) found.names.push_back("the descriptor");
    if (then.environment != siphash_text(then.key, packed(now->environment))) found.names.push_back("the environment");
  }
  found.needs_restart = !found.names.empty();
  for (const auto& [path, print] : then.files) {
    auto current = fingerprint_of(path, then.key);
    if (current.content == print.content) continue;
    found.names.push_back(text::printable(path) + (current.place.empty() ? " (it is gone)" : ""));
    bool is_seen_inside = current.place == print.place && can_reload;
    (is_seen_inside ? found.needs_reload : found.needs_restart) = true;
  }
  return found;
}

std::string Difference::text() const {
  constexpr std::size_t most = 3;
  if (names.empty()) return "";
  std::vector<std::string> shown(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), most)));
  auto text = "changed since the start: " + text::join(shown, ", ");
  if (names.size() > most) text += fmt::format(" and {} more", names.size() - most);
  return text;
}

std::string text_of(const Difference& difference, const std::string& remark) {
  auto text = difference.text();
  if (!remark.empty()) text += (text.empty() ? "" : "; ") + remark;
  return text;
}

std::vector<Baseline::File> files_now(const Baseline& baseline) {
  auto files = baseline.files;
  for (auto& file : files) file.print = fingerprint_of(file.path, baseline.key);
  return files;
}

void note_new_run(Baseline& baseline) {
  ++baseline.revision;
  baseline.files = files_now(baseline);
}

// What was put in the place of another the container can't have read.
void note_reload(Baseline& baseline, const std::vector<Baseline::File>& files) {
  ++baseline.revision;
  for (auto& known : baseline.files)
    for (const auto& file : files)
      if (file.path == known.path && file.print.place == known.print.place) known = file;
}

}  // namespace berth::supervise
