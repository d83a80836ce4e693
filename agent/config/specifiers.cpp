#include "config/specifiers.h"

#include <sys/utsname.h>

#include <algorithm>

#include "base/file.h"
#include "base/text.h"
#include "service/name.h"

namespace berth::config {

namespace {

std::string id_from(const std::string& path) {
  auto content = file::read(path, 1024);
  std::string id;
  if (!content) return id;
  for (char c : text::trim(*content))
    if (c != '-') id += c;  // the kernel writes dashes, systemd does not
  return id;
}

// systemd writes a path's slashes as dashes; its \xNN for other signs no service's name can have.
std::string unescaped(std::string text) {
  std::replace(text.begin(), text.end(), '-', '/');
  return text;
}

}  // namespace

HostFacts read_host_facts() {
  struct utsname names {};
  ::uname(&names);
  return {names.nodename, id_from("/etc/machine-id"), id_from("/proc/sys/kernel/random/boot_id"), names.release};
}

Specifiers::Specifiers(std::string_view service_name, HostFacts facts)
    : name_(service_name), prefix_(service_name.substr(0, service_name.find('@'))), facts_(std::move(facts)) {
  if (prefix_.size() < name_.size()) instance_ = name_.substr(prefix_.size() + 1);
}

Result<std::string> Specifiers::value_of(char letter) const {
  switch (letter) {
    case '%': return std::string("%");
    case 'n': return service::unit_name(name_);
    case 'N': return name_;
    case 'p': return prefix_;
    case 'i': return instance_;
    case 'I': return unescaped(instance_);
    case 'j': return prefix_.substr(prefix_.rfind('-') + 1);
    case 'H': return facts_.host_name;
    case 'm': return facts_.machine_id;
    case 'b': return facts_.boot_id;
    case 'v': return facts_.kernel;
    default: break;
  }
  return Error{ErrorKind::invalid, "a % begins none of %n %N %p %i %I %j %H %m %b %v; write %% for the sign itself"};
}

Result<std::string> Specifiers::expand(std::string_view text) const {
  std::string expanded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      expanded += text[i];
      continue;
    }
    ++i;
    auto value = value_of(i < text.size() ? text[i] : '\0');
    if (!value) return value.error();
    expanded += *value;
  }
  return expanded;
}

}  // namespace berth::config
