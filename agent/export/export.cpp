#include "export/export.h"

#include "export/compose.h"
#include "export/docker_unit.h"
#include "export/quadlet.h"
#include "export/timer.h"
#include "service/name.h"

namespace berth::exporting {

std::optional<Form> form_of(std::string_view word) {
  if (word == "quadlet") return Form::quadlet;
  if (word == "compose") return Form::compose;
  if (word == "unit") return Form::unit;
  return std::nullopt;
}

std::vector<Exported> export_services(const std::vector<service::Spec>& specs, Form form, const Surroundings& around) {
  if (form == Form::compose) return {compose_file(specs, around)};
  std::vector<Exported> all;
  for (const auto& spec : specs) {
    all.push_back(form == Form::unit ? docker_unit(spec, around) : quadlet(spec, around));
    if (spec.schedule) all.push_back({service::timer_name(spec.name), timer(spec)});
  }
  if (form == Form::quadlet)
    for (auto& network : quadlet_networks(specs)) all.push_back(std::move(network));
  return all;
}

}  // namespace berth::exporting
