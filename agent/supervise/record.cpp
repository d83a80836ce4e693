#include "supervise/record.h"

#include <algorithm>

namespace berth::supervise {

namespace {

constexpr std::size_t longest_history = 50;
constexpr std::size_t largest_quarantine = 20;
constexpr std::size_t longest_why = 300;

template <class T>
void keep_newest(std::vector<T>& all, std::size_t count) {
  if (all.size() > count) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(count));
}

}  // namespace

bool ImageVersion::is_named(std::string_view prefix) const {
  constexpr std::string_view scheme = "sha256:";
  if (prefix.starts_with(scheme)) prefix.remove_prefix(scheme.size());
  if (prefix.empty()) return false;
  auto begins = [&](std::string_view name) {
    return name.starts_with(scheme) && name.substr(scheme.size()).starts_with(prefix);
  };
  return begins(digest) || begins(id);
}

const Quarantined* Record::find_quarantined(const std::string& image_id) const {
  auto found = std::find_if(quarantine.begin(), quarantine.end(),
                            [&](const Quarantined& one) { return one.image.id == image_id; });
  return found == quarantine.end() ? nullptr : &*found;
}

void Record::put_into_quarantine(const ImageVersion& version, std::string why, std::int64_t at) {
  std::erase_if(quarantine, [&](const Quarantined& one) { return one.image.id == version.id; });
  if (why.size() > longest_why) why.resize(longest_why);
  quarantine.push_back({version, at, std::move(why)});
  keep_newest(quarantine, largest_quarantine);
}

std::size_t Record::release(std::string_view prefix) {
  return std::erase_if(quarantine,
                       [&](const Quarantined& one) { return prefix.empty() || one.image.is_named(prefix); });
}

void Record::confirm(const ImageVersion& version, std::int64_t at) {
  bool is_new = image != version.reference || digest != version.digest || pulled == 0;
  if (is_new) pulled = at;
  image = version.reference;
  digest = version.digest;
  confirmed = at;
}

void Record::begin_run(const ImageVersion& version, std::int64_t at) {
  if (auto* cut_off = current_run()) {
    cut_off->ended = at;
    cut_off->result = "unknown";
    cut_off->why = "its end was not seen";
  }
  Run run;
  run.image = version;
  run.started = at;
  bool is_latest = pulled != 0 && version.reference == image && version.digest == digest;
  run.pulled = is_latest ? pulled : at;
  for (const auto& earlier : history)
    if (earlier.image.id == version.id && earlier.pulled != 0) run.pulled = std::min(run.pulled, earlier.pulled);
  history.push_back(std::move(run));
  keep_newest(history, longest_history);
}

Run* Record::current_run() {
  if (history.empty() || history.back().ended != 0) return nullptr;
  return &history.back();
}

void Record::approve(const ImageVersion& version) {
  if (good && good->id != version.id) {
    previous = good;
    good_ends = false;
  }
  good = version;
}

}  // namespace berth::supervise
