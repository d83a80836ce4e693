#include "supervise/record.h"

#include <algorithm>

#include "base/text.h"

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

void Record::put_into_quarantine(const ImageVersion& version, const std::string& why, std::int64_t at) {
  std::erase_if(quarantine, [&](const Quarantined& one) { return one.image.id == version.id; });
  quarantine.push_back({version, at, text::printable(why, longest_why)});
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
  if (good && good->id == version.id) run.proved = at;
  bool is_latest = pulled != 0 && version.reference == image && version.digest == digest;
  run.pulled = is_latest ? pulled : at;
  for (const auto& earlier : history)
    if (earlier.image.id == version.id && earlier.pulled != 0) run.pulled = std::min(run.pulled, earlier.pulled);
  history.push_back(std::move(run));
  keep_newest(history, longest_history);
}

void Record::end_run(std::string_view result, const std::string& why, std::int64_t at) {
  auto* run = current_run();
  if (run == nullptr) return;
  run->ended = at;
  run->result = result;
  run->why = text::printable(why, longest_why);
}

Run* Record::current_run() {
  if (history.empty() || history.back().ended != 0) return nullptr;
  return &history.back();
}

std::string Record::current_container() {
  return current_run() != nullptr && baseline ? baseline->container_id : std::string();
}

void Record::approve(const ImageVersion& version, std::int64_t at) {
  if (good && good->id != version.id) {
    previous = good;
    good_ends = false;
  }
  good = version;
  auto* run = current_run();
  if (run != nullptr && run->image.id == version.id) run->proved = at;
}

void Record::roll_back(const std::optional<ImageVersion>& from, const ImageVersion& to, std::int64_t at) {
  if (from) put_into_quarantine(*from, "rolled back by hand", at);
  std::erase_if(quarantine, [&](const Quarantined& one) { return one.image.id == to.id; });
  if (!good || good->id != to.id) good_ends = false;
  good = to;
  previous.reset();
  // One that never proved itself is nothing to go back to, though nobody has condemned it.
  for (const auto& run : history)
    if (run.proved != 0 && run.image.id != to.id && find_quarantined(run.image.id) == nullptr) previous = run.image;
}

}  // namespace berth::supervise
