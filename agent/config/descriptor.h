// One descriptor: its YAML text and that of its drop-ins in, a service::Spec and every problem of it out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/folder.h"
#include "config/origins.h"
#include "config/problem.h"
#include "config/roots.h"
#include "config/specifiers.h"
#include "service/spec.h"

namespace berth::config {

struct Reading {
  service::Spec spec;  // as far as it could be read: values with a problem are left out
  std::vector<Problem> problems;
  std::string hash;  // of the texts: the same for the same bytes, on every host and in every version
  bool ok() const { return problems.empty(); }
};

// Looks at nothing but its arguments, and the names of time zones: what the host must have is host_files' part.
// `origins` gets what counts. A template is read as for its DefaultInstance or one called "instance": its Spec is that
// of no service, what goes into its unit is left to systemd's specifiers, and the container is an example.
Reading read_descriptor(const Loaded& loaded, const Roots& roots, const HostFacts& facts, Origins* origins = nullptr);
// A descriptor without drop-ins.
Reading read_descriptor(const std::string& path, std::string_view name, std::string_view text, const Roots& roots,
                        const HostFacts& facts);

std::string content_hash(std::string_view text);  // 64-bit FNV-1a, 16 hexadecimal digits

}  // namespace berth::config
