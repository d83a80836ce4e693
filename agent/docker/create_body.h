// A container's description in the Engine API's words, exactly as `docker run` would say it. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "service/engine_log.h"
#include "service/spec.h"

namespace berth::docker {

struct ContainerOrder {
  service::Container spec;
  std::string image;                                        // id or name; empty: the one that spec names
  std::vector<std::string> environment;                     // "K=V", from the descriptor and its files
  std::vector<std::pair<std::string, std::string>> labels;  // ours; they win over the spec's
  service::EngineLog engine_log;                            // where the spec has no log options
};

// The body for create_container(), as JSON text.
std::string create_body(const ContainerOrder& order);

}  // namespace berth::docker
