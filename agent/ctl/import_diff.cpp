#include "ctl/import_diff.h"

#include <cstdio>
#include <optional>
#include <set>

#include "base/text.h"
#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/import_source.h"
#include "ctl/sources.h"
#include "ctl/spec_diff.h"

namespace berth::ctl {

namespace {

using importing::Imported;

struct Side {
  std::string label;
  service::Spec spec;
};

Side side_of(const Imported& one, const importing::Host& host, std::string label) {
  return {std::move(label), config::read_descriptor("", one.name, one.text, host.roots, host.facts).spec};
}

// The second source of that name, else the descriptor.
std::optional<Side> other_side(const std::vector<Imported>& all, const Imported& first, const importing::Host& host) {
  for (const auto& one : all)
    if (&one != &first && one.name == first.name) return side_of(one, host, "the second source");
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  auto loaded = sources_of(settings.service_directories, first.name);
  if (!loaded) return std::nullopt;
  auto reading = config::read_descriptor(*loaded, host.roots, host.facts);
  if (!reading.ok()) return std::nullopt;
  return Side{loaded->path, std::move(reading.spec)};
}

bool show(const std::vector<Imported>& all, const Imported& one, const importing::Host& host) {
  auto before = side_of(one, host, "");
  auto after = other_side(all, one, host);
  auto head = after ? fmt::format("{}: what is imported (-), {} (+)\n", one.name, after->label)
                    : fmt::format("{}: there is no descriptor yet\n", one.name);
  auto lines = after ? spec_diff(before.spec, after->spec) : std::vector<std::string>{};
  std::fputs(head.c_str(), stdout);
  for (const auto& line : lines) std::fputs(fmt::format("  {}\n", line).c_str(), stdout);
  for (auto line : text::split(one.text, '\n'))
    if (line = text::trim(line); line.starts_with("#") && line.find("not carried") != std::string_view::npos)
      std::fputs(fmt::format("  {}\n", line).c_str(), stdout);
  for (const auto& line : berths_own(after ? after->spec : before.spec))
    std::fputs(fmt::format("  Berth adds: {}\n", line).c_str(), stdout);
  return !lines.empty() || one.not_carried > 0;
}

}  // namespace

int show_differences(const std::vector<Imported>& all) {
  auto host = import_surroundings().host;
  std::set<std::string> seen;
  bool differs = false;
  for (const auto& one : all)
    if (seen.insert(one.name).second) differs = show(all, one, host) || differs;
  return differs ? failed : ok;
}

}  // namespace berth::ctl
