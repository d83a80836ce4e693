#include "config/settings.h"

#include <algorithm>
#include <thread>

#include "base/file.h"
#include "config/document.h"
#include "config/paths.h"
#include "config/section.h"

namespace berth::config {

namespace {

void read_path(const Field& field, std::string& setting) {
  auto said = field.text();
  if (!said) return;
  if (auto path = absolute_path(*said))
    setting = *path;
  else
    field.complain(path.error().text);
}

void read_socket(const Field& field, std::string& setting) {
  auto said = field.text();
  if (!said) return;
  std::string_view path = *said;
  constexpr std::string_view scheme = "unix://";
  if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
  auto plain = absolute_path(path);
  if (plain && plain->size() < 108)  // what fits into sockaddr_un
    setting = *plain;
  else
    field.complain("it must be the path of a Unix socket");
}

void read_directories(const Field& field, std::vector<std::string>& setting) {
  std::vector<std::string> directories;
  for (const auto& said : field.list()) {
    auto path = absolute_path(said.text);
    if (!path) return field.complain(said.place, path.error().text);
    directories.push_back(*path);
  }
  if (!directories.empty()) setting = std::move(directories);
}

void read_level(const Field& field, log::Level& setting) {
  auto word = field.one_of({"error", "warning", "notice", "info", "debug"});
  if (word == "error") setting = log::Level::error;
  if (word == "warning") setting = log::Level::warning;
  if (word == "notice") setting = log::Level::notice;
  if (word == "info") setting = log::Level::info;
  if (word == "debug") setting = log::Level::debug;
}

void read_check_interval(const Field& field, Duration& setting) {
  auto span = field.duration();
  if (!span) return;
  bool good = *span == Duration::zero() || (*span >= std::chrono::seconds(1) && *span <= std::chrono::hours(24 * 365));
  if (good)
    setting = *span;
  else
    field.complain("it must be 0, which means never, or from 1s to 365d");
}

void read_engine_log(const Field& field, service::EngineLog& setting) {
  using Kind = service::EngineLog::Kind;
  auto said = field.text();
  if (!said) return;
  if (*said == "none") {
    setting.kind = Kind::none;
  } else if (*said == "default") {
    setting.kind = Kind::engines_own;
  } else if (auto size = parse_size(*said); !size) {
    field.complain(fmt::format("{}, nor is it none or default", size.error().text));
  } else if (*size < 64 << 10 || *size > 1ull << 40) {
    field.complain("it must be from 64K to 1T, or none or default");
  } else {
    setting.max_size = *size;
  }
}

void read_grace(const Field& field, Duration& setting) {
  auto span = field.duration();
  if (!span) return;
  bool is_sane = *span >= std::chrono::seconds(1) && *span <= std::chrono::hours(24 * 365);
  if (is_sane || *span == Duration::max())
    setting = *span;
  else
    field.complain("it must be infinity, which means never, or from 1s to 365d");
}

int default_parallel_starts() {
  return 2 * static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace

SettingsReading read_settings(const std::string& path, std::string_view text) {
  SettingsReading reading;
  auto& settings = reading.settings;
  Problems problems(path);
  auto root = read_document(text, problems);
  Section section("the settings", {&root}, Scope{problems});
  read_path(section.take("ConfigRoot"), settings.config_root);
  read_path(section.take("LogRoot"), settings.log_root);
  read_path(section.take("UnitDirectory"), settings.unit_directory);
  read_socket(section.take("EngineSocket"), settings.engine_socket);
  read_path(section.take("StateDirectory"), settings.state_directory);
  read_directories(section.take("ServiceDirectories"), settings.service_directories);
  auto starts = section.take("ParallelStarts").number(1, 1000);
  settings.parallel_starts = starts ? static_cast<int>(*starts) : default_parallel_starts();
  if (auto pulls = section.take("ParallelPulls").number(1, 100)) settings.parallel_pulls = static_cast<int>(*pulls);
  auto stall = section.take("PullStallTimeout").duration(std::chrono::milliseconds(100), std::chrono::hours(24));
  settings.pull_stall_timeout = stall.value_or(settings.pull_stall_timeout);
  read_check_interval(section.take("UpdateCheckInterval"), settings.update_check_interval);
  read_engine_log(section.take("EngineLog"), settings.engine_log);
  read_grace(section.take("OrphanGrace"), settings.orphan_grace);
  read_level(section.take("LogLevel"), settings.log_level);
  section.finish({});
  reading.problems = problems.sorted();
  return reading;
}

SettingsReading load_settings(const std::string& path) {
  auto text = file::read(path, largest_file);
  if (text) return read_settings(path, *text);
  auto reading = read_settings(path, "");
  if (text.error().kind != ErrorKind::not_found) reading.problems.push_back({path, {}, text.error().text, ""});
  return reading;
}

}  // namespace berth::config
