#include "ctl/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.h"

namespace berth::ctl {

namespace {

std::size_t columns_of_terminal() {
  winsize size{};
  bool is_known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return is_known ? size.ws_col : 80;
}

}  // namespace

std::string fit(std::string_view text, std::size_t columns) {
  auto line = text::printable(text, text.size() * 4 + 1);
  std::size_t width = 0, cut = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    bool begins_character = (static_cast<unsigned char>(line[at]) & 0xc0) != 0x80;
    if (!begins_character) continue;
    ++width;
    if (width == columns) cut = at;
    if (width > columns) return line.substr(0, cut) + "…";
  }
  return line;
}

Progress::Progress(std::string property, const std::vector<std::string>& services)
    : on_terminal_(::isatty(STDERR_FILENO) == 1), property_(std::move(property)) {
  for (const auto& service : services) services_[service_path(service)] = service;
}

Result<void> Progress::follow(Client& client) {
  if (!on_terminal_) return {};
  constexpr auto rule =
      "type='signal',sender='org.berth1',path_namespace='/org/berth1/service',member='PropertiesChanged'";
  sd_bus_slot* slot = nullptr;
  int r = sd_bus_add_match(client.bus(), &slot, rule, on_change, this);
  if (r < 0) return bus::from_return(r, "listen for progress");
  match_.reset(slot);
  return {};
}

int Progress::on_change(sd_bus_message* message, void* userdata, sd_bus_error*) {
  auto* self = static_cast<Progress*>(userdata);
  const char* path = sd_bus_message_get_path(message);
  auto service = self->services_.find(path != nullptr ? path : "");
  const char *interface = nullptr, *name = nullptr;
  if (service == self->services_.end() || sd_bus_message_read(message, "s", &interface) < 0) return 0;
  sd_bus_message_enter_container(message, 'a', "{sv}");
  while (sd_bus_message_enter_container(message, 'e', "sv") > 0) {
    sd_bus_message_read(message, "s", &name);
    if (name == self->property_) {
      const char* text = "";
      sd_bus_message_read(message, "v", "s", &text);
      self->show(service->second, text);
    } else {
      sd_bus_message_skip(message, "v");
    }
    sd_bus_message_exit_container(message);
  }
  return 0;
}

void Progress::show(const std::string& service, std::string_view text) {
  if (text.empty()) return clear();
  auto line = services_.size() > 1 ? fmt::format("{}: {}", service, text) : std::string(text);
  std::fputs(("\r\033[K" + fit(line, columns_of_terminal())).c_str(), stderr);
  is_shown_ = true;
}

void Progress::clear() {
  if (std::exchange(is_shown_, false)) std::fputs("\r\033[K", stderr);
}

}  // namespace berth::ctl
