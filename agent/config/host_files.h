// What a Spec refers to on this host, looked at when the service is to start, before anything is created.
#pragma once

#include <string>
#include <vector>

#include "config/problem.h"
#include "service/spec.h"

namespace berth::config {

struct HostFiles {
  std::vector<std::string>
      environment;                // "K=V", each key once: the files in their order, then Environment, the later wins
  std::vector<Problem> problems;  // never with a value or a line of an environment file in them
};

HostFiles read_host_files(const service::Spec& spec);

}  // namespace berth::config
