#include "supervise/engine_history.h"

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "docker/timestamp.h"
#include "loop/wakeup.h"

namespace berth::supervise {

namespace {

constexpr std::size_t most = 16, largest_file = 4096;
constexpr Duration between_questions = std::chrono::milliseconds(100);
constexpr int most_questions = 20;

std::uint64_t number_from(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

EngineHistory::EngineHistory(std::string path) : path_(std::move(path)) {
  auto text = file::read(path_, largest_file);
  if (!text) return;  // the first daemon since the host was booted
  for (auto line : text::split(*text, '\n')) {
    auto blank = line.find(' ');
    if (blank == std::string_view::npos || downtimes_.size() == most) continue;
    downtimes_.push_back({number_from(line.substr(0, blank)), number_from(line.substr(blank + 1))});
  }
}

void EngineHistory::note(const systemd::Manager::Uptime& engine) {
  auto last = last_downtime(engine);
  if (last.begun == 0) return;
  auto before = downtimes_;
  for (auto& open : downtimes_)
    if (open.over == 0 && open.begun < last.begun)
      open.over = engine.active_enter > open.begun ? engine.active_enter : last.begun;
  auto same = std::find_if(downtimes_.begin(), downtimes_.end(), [&](auto& one) { return one.begun == last.begun; });
  if (same != downtimes_.end())
    *same = last;
  else
    downtimes_.push_back(last);
  if (downtimes_.size() > most) downtimes_.erase(downtimes_.begin());
  if (downtimes_ != before) save();
}

bool EngineHistory::covers(std::uint64_t started, std::uint64_t finished) const {
  return std::any_of(downtimes_.begin(), downtimes_.end(),
                     [&](const auto& one) { return one.covers(started, finished); });
}

Task<> EngineHistory::ask(systemd::Manager& systemd) {
  auto before = downtimes_;
  for (int i = 0; i < most_questions; ++i) {
    auto engine = co_await systemd.uptime("docker.service");
    if (!engine) co_return;  // and whoever judges an end asks again
    note(*engine);
    if (downtimes_ != before) co_return;
    co_await sleep(between_questions);
  }
}

void EngineHistory::save() const {
  std::string text;
  for (const auto& one : downtimes_) text += fmt::format("{} {}\n", one.begun, one.over);
  auto written = file::replace(path_, text, 0600, file::Durable::later);
  if (!written) log::warning("remember when the engine was down: {}", written.error().text);
}

// An engine that no docker.service runs is not known to have been down.
Task<bool> ended_with_engine(systemd::Manager& systemd, EngineHistory& history, docker::ContainerState container) {
  auto engine = co_await systemd.uptime("docker.service");
  if (!engine) co_return false;
  history.note(*engine);
  auto started = docker::unix_usec(container.started_at);
  auto finished = docker::unix_usec(container.finished_at);
  co_return history.covers(static_cast<std::uint64_t>(started), static_cast<std::uint64_t>(finished));
}

}  // namespace berth::supervise
