#include "config/namespace_keys.h"

#include <algorithm>

#include "config/checked.h"

namespace berth::config {

namespace {

using Words = std::vector<std::string>;

std::string read_mode(const Field& field, const Words& words, bool may_be_shared) {
  auto is_mode = [&](std::string_view text) {
    bool is_other = may_be_shared && text.starts_with("container:") && is_name(text.substr(10));
    return is_other || std::find(words.begin(), words.end(), text) != words.end();
  };
  auto all = words;
  if (may_be_shared) all.emplace_back("container:NAME");
  auto otherwise = all.size() == 1 ? "not " + all.front() : "none of " + text::join(all, ", ");
  return read_checked(field, is_mode, otherwise);
}

}  // namespace

void read_namespaces(Section& section, service::Container& container) {
  auto& shared = container.namespaces;
  shared.pid = read_mode(section.take("PidMode"), {"host"}, true);
  shared.ipc = read_mode(section.take("IpcMode"), {"host", "private", "shareable", "none"}, true);
  auto uts = section.take("UTSMode");
  shared.uts = read_mode(uts, {"host"}, false);
  if (!shared.uts.empty() && !container.host_name.empty())
    uts.complain("the host's name is the container's then: leave out HostName");
  if (!shared.uts.empty() && !container.domain_name.empty())
    uts.complain("the host's domain is the container's then: leave out DomainName");
  shared.user = read_mode(section.take("UserNS"), {"host"}, false);
  shared.cgroup = read_mode(section.take("CgroupnsMode"), {"host", "private"}, false);
}

}  // namespace berth::config
