#include "supervise/notify_folder.h"

#include "base/duration.h"
#include "base/file.h"

namespace berth::supervise::notify_folder {

namespace {

constexpr const char* root = "/run/berth/notify";
constexpr const char* inside = "/run/berth";
constexpr const char* socket_name = "notify.sock";

std::string folder_of(const std::string& service) {
  return fmt::format("{}/{}", root, service);
}

}  // namespace

Result<void> make(const std::string& service) {
  return file::make_folder(folder_of(service), 0755);
}

std::string socket_of(const std::string& service) {
  return fmt::format("{}/{}", folder_of(service), socket_name);
}

void mount(const std::string& service, const service::Spec& spec, docker::ContainerOrder& order) {
  service::Mount mount;
  mount.source = folder_of(service);
  mount.target = inside;
  mount.read_only = true;  // a socket can be written to all the same
  order.spec.mounts.push_back(mount);
  order.environment.push_back(fmt::format("NOTIFY_SOCKET={}/{}", inside, socket_name));
  for (const auto& [key, value] : spec.service) {
    if (key != "WatchdogSec") continue;
    auto span = parse_duration(value);
    bool is_on = span && span->count() > 0 && *span != Duration::max();
    if (is_on) order.environment.push_back(fmt::format("WATCHDOG_USEC={}", span->count()));
  }
}

}  // namespace berth::supervise::notify_folder
