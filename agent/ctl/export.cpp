// Services as what runs without Berth: reads descriptors, and writes what export/ makes of them.
#include "ctl/export.h"

#include <cstdio>

#include "base/file.h"
#include "config/settings.h"
#include "ctl/commands.h"
#include "ctl/spec_source.h"
#include "export/export.h"

namespace berth::ctl {

namespace {

using exporting::Exported;

int status_of(const Error& error) {
  return error.kind == ErrorKind::not_found ? no_such_service : wrong_usage;
}

// Why a service needs no export; empty for a container.
std::string what_it_is_already(const service::Spec& spec) {
  if (spec.compose) return fmt::format("{} is a Compose project: its files run without Berth, too", spec.name);
  if (spec.process)
    return fmt::format("{} is a program of the host: systemctl cat {} has its unit", spec.name, spec.name);
  return "";
}

// Each with its name before it, if there are several.
void print(const std::vector<Exported>& all) {
  for (const auto& one : all) {
    bool is_first = &one == &all.front();
    if (all.size() > 1) std::fputs(fmt::format("{}# {}\n", is_first ? "" : "\n", one.file_name).c_str(), stdout);
    std::fputs(one.text.c_str(), stdout);
  }
}

Result<void> write(const std::vector<Exported>& all, const ExportOptions& options) {
  for (const auto& one : all) {
    auto path = fmt::format("{}/{}", options.folder, one.file_name);
    if (!options.force && file::exists(path))
      return Error{ErrorKind::conflict, fmt::format("{} is there already: --force replaces it", path)};
  }
  if (auto made = file::make_folder(options.folder, 0755); !made) return made;
  for (const auto& one : all) {
    auto path = fmt::format("{}/{}", options.folder, one.file_name);
    if (auto written = file::replace(path, one.text, one.has_secrets ? 0600 : 0644); !written) return written;
    std::fputs((path + "\n").c_str(), stdout);
  }
  return {};
}

}  // namespace

int export_services(const ExportOptions& options) {
  auto form = exporting::form_of(options.form);
  if (!form) return complain(fmt::format("--to is quadlet, compose or unit, not {}", options.form), wrong_usage);
  std::vector<service::Spec> specs;
  for (const auto& name : options.names) {
    auto spec = read_spec(name);
    if (!spec) return complain(spec.error().text, status_of(spec.error()));
    if (auto why = what_it_is_already(*spec); !why.empty()) return complain(why, wrong_usage);
    specs.push_back(std::move(*spec));
  }
  exporting::Surroundings around{config::load_settings("/etc/berth/agent.yaml").settings.roots(), file::exists};
  auto all = exporting::export_services(specs, *form, around);
  if (options.folder.empty()) {
    print(all);
    if (std::fflush(stdout) != 0) return complain("standard output can't be written", wrong_usage);
  } else if (auto written = write(all, options); !written) {
    return complain(written.error().text, wrong_usage);
  }
  int not_carried = 0;
  for (const auto& one : all) not_carried += one.not_carried;
  if (not_carried == 0) return ok;
  return complain(fmt::format("{} {} not carried: see the comments", not_carried,
                              not_carried == 1 ? "setting was" : "settings were"));
}

}  // namespace berth::ctl
