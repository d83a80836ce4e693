#include "systemd/unit_text.h"

#include <algorithm>

namespace berth::systemd {

namespace {

bool says(const service::UnitKeys& keys, std::string_view key) {
  return std::any_of(keys.begin(), keys.end(), [&](const auto& entry) { return entry.first == key; });
}

class Writer {
 public:
  void section(std::string_view name) { text_ += fmt::format("\n[{}]\n", name); }
  void key(std::string_view name, std::string_view value) { text_ += fmt::format("{}={}\n", name, value); }
  void keys(const service::UnitKeys& all) {
    for (const auto& [name, value] : all) key(name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

// systemd reads % as a specifier.
std::string literal(std::string_view text) {
  std::string result;
  for (char c : text) result += c == '%' ? "%%" : std::string(1, c);
  return result;
}

}  // namespace

std::string unit_text(const service::Spec& spec, std::string_view holder) {
  std::string text = fmt::format("{} from {}\n# Change that file, or add to this one with: systemctl edit {}\n",
                                 unit_marker, spec.path, spec.name);
  Writer out;
  out.section("Unit");
  if (!says(spec.unit, "Description")) out.key("Description", literal(spec.description));
  out.key("SourcePath", literal(spec.path));
  // Wants, never Requires: an engine that is upgraded would take the service down for good.
  out.key("Wants", "berth.service docker.service");
  out.key("After", "berth.service docker.service");
  out.keys(spec.unit);

  out.section("Service");
  out.key("Type", "notify");
  out.key("NotifyAccess", "main");
  out.key("ExecStart", fmt::format("{} %N", holder));
  // However the holder ends: the container is gone when the unit is.
  out.key("ExecStopPost", fmt::format("{} --cleanup %N", holder));
  out.key("KillMode", "mixed");
  out.key("SyslogIdentifier", "berth");
  bool must_restart = spec.container.on_unhealthy == service::OnUnhealthy::restart;
  if (must_restart && !says(spec.service, "Restart")) out.key("Restart", "on-failure");
  // A descriptor that is wrong now is wrong in a second, too.
  if (!says(spec.service, "RestartPreventExitStatus")) out.key("RestartPreventExitStatus", "78");
  if (!says(spec.service, "TimeoutStopSec") && !says(spec.service, "TimeoutSec")) {
    auto stop = spec.container.stop_timeout;
    out.key("TimeoutStopSec", stop == Duration::max() ? "infinity" : format_duration(stop + std::chrono::seconds(30)));
  }
  out.keys(spec.service);

  if (!spec.install.empty()) {
    out.section("Install");
    out.keys(spec.install);
  }
  return text + out.take();
}

}  // namespace berth::systemd
