// A call of Compose's command, taken apart as the command itself does it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace berth::importing {

struct ComposeCall {
  using Options = std::vector<std::pair<std::string, std::string>>;  // {"--file", "a.yml"}; a flag has no value
  Options options;                                                   // before the verb
  std::string verb;
  Options verb_options;
  std::vector<std::string> words;  // services, mostly
};

// `words` is all behind `docker compose` or `docker-compose`. A short form gets its long name.
ComposeCall read_compose_call(const std::vector<std::string>& words);

}  // namespace berth::importing
