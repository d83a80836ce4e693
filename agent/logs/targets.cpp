#include "logs/targets.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <tuple>

#include "base/file.h"

namespace berth::logs {

namespace {

constexpr std::size_t largest = 16 * 1024 * 1024;

// Shippers read the address from nowhere else, but the format wants one: a group without targets is no group.
std::string entry(const Target& target, const std::string& host) {
  boost::json::object labels{{"job", target.service}, {"host", host}, {"__path__", target.file}};
  boost::json::object group{{"targets", boost::json::array{"localhost"}}, {"labels", std::move(labels)}};
  return boost::json::serialize(group);
}

std::string listing(const std::vector<Target>& targets, const std::string& host) {
  std::string text = "[";
  for (const auto& target : targets) {
    if (target.file.empty()) continue;
    text += text.size() > 1 ? ",\n" : "\n";
    text += entry(target, host);
  }
  return text + "\n]\n";
}

}  // namespace

Targets::Targets(std::string path, std::string host) : path_(std::move(path)), host_(std::move(host)) {}

Result<void> Targets::set(std::vector<Target> targets) {
  std::sort(targets.begin(), targets.end(),
            [](const Target& a, const Target& b) { return std::tie(a.service, a.file) < std::tie(b.service, b.file); });
  auto text = listing(targets, host_);
  // Compared with the disk, not with what was last written: somebody may have removed it.
  if (auto current = file::read(path_, largest); current && *current == text) return {};
  return file::replace(path_, text, 0644, file::Durable::later);
}

}  // namespace berth::logs
