#include "ctl/legacy_unit.h"

#include <algorithm>

#include "service/name.h"

namespace berth::ctl {

namespace {

const std::string units = "/etc/systemd/system/", quadlets = "/etc/containers/systemd/";

Error refuse(ErrorKind kind, std::string text) {
  return {kind, std::move(text)};
}

// Drop-ins that lie elsewhere would be on top of ours, too. Those for all services are nobody's in particular.
Result<void> check_drop_ins(const UnitState& state, const std::vector<std::string>& folders) {
  for (const auto& path : state.drop_ins) {
    auto folder = path.substr(0, path.rfind('/'));
    bool is_known = std::find(folders.begin(), folders.end(), folder) != folders.end() ||
                    folder.ends_with("/service.d") || folder.ends_with("/timer.d");
    if (!is_known)
      return refuse(ErrorKind::conflict, fmt::format("{} would change the new unit, too: remove it first", path));
  }
  return {};
}

Result<std::string> source_of(const std::string& name, const UnitState& state) {
  auto file = service::unit_name(name);
  if (state.load == "masked") return refuse(ErrorKind::conflict, file + " is masked: systemctl unmask it first");
  if (state.load != "loaded" || state.fragment.empty())
    return refuse(ErrorKind::not_found, fmt::format("there is no unit {}", file));
  auto quadlet = quadlets + name + ".container";
  if (state.source == quadlet) return quadlet;
  if (state.fragment == units + file) return state.fragment;
  return refuse(ErrorKind::conflict, fmt::format("{} is not in {}: copy it there first, and it counts before this one",
                                                 state.fragment, units.substr(0, units.size() - 1)));
}

}  // namespace

Result<LegacyUnit> legacy_unit(const std::string& name, const UnitState& state, const UnitState& timer,
                               const IsThere& is_there) {
  if (auto good = service::check_name(name); !good) return good.error();
  auto source = source_of(name, state);
  if (!source) return source.error();
  LegacyUnit unit{name, *source, {*source}, false};
  auto timer_file = units + service::timer_name(name);
  unit.has_timer = is_there(timer_file);
  if (!unit.has_timer && timer.load == "loaded")
    return refuse(ErrorKind::conflict, fmt::format("{} is not in {}: move it there first", timer.fragment, units));
  if (unit.has_timer) unit.files.push_back(timer_file);
  std::vector<std::string> folders = {units + service::unit_name(name) + ".d", *source + ".d", timer_file + ".d"};
  folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
  for (const auto* one : {&state, &timer})
    if (auto good = check_drop_ins(*one, folders); !good) return good.error();
  for (const auto& folder : folders)
    if (is_there(folder)) unit.files.push_back(folder);
  return unit;
}

std::vector<std::pair<std::string, std::string>> places(const LegacyUnit& unit, const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> all;
  for (const auto& file : unit.files) all.emplace_back(file, fmt::format("{}/files{}", folder, file));
  return all;
}

}  // namespace berth::ctl
