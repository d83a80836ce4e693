// What a Spec refers to on this host, looked at when the service is to start, before anything is created.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/problem.h"
#include "service/spec.h"

namespace berth::config {

struct HostFiles {
  std::vector<std::string>
      environment;  // "K=V", each key once: the files in their order, then Environment, the later wins
  std::vector<service::Mount> mounts;                         // each with the source that is there
  std::vector<service::Device> devices;                       // those that are there
  std::optional<service::SeccompProfile> seccomp;             // with its text
  std::vector<std::string> compose_files, compose_env_files;  // of a project: those that are there
  std::vector<Problem> problems;  // never with a value or a line of an environment file in them
};

HostFiles read_host_files(const service::Spec& spec);

}  // namespace berth::config
