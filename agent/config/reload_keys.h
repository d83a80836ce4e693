// The keys of Container about commands beside its own, PreRun before the start and those of a reload, and when Berth
// itself orders one: OnConfigChange.
#pragma once

#include "config/section.h"
#include "service/spec.h"

namespace berth::config {

void read_pre_runs(Section& section, service::Container& container);
void read_reload(Section& section, service::Container& container);
// Of the section Service; `spec` knows its reload already.
void read_on_config_change(Section& service, service::Spec& spec);

// A signal by name or number, as its name: "SIGHUP"; empty if it is none, which the field then says.
std::string read_signal(const Field& field);

}  // namespace berth::config
