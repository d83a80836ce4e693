#include "import/compose_call.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace berth::importing {

namespace {

struct Known {
  std::string_view name;
  std::string_view letter;  // of its short form
  bool has_value = true;
};

constexpr auto before_verb = std::to_array<Known>({{"--file", "-f"},
                                                   {"--project-name", "-p"},
                                                   {"--env-file", ""},
                                                   {"--profile", ""},
                                                   {"--project-directory", ""},
                                                   {"--workdir", ""},
                                                   {"--ansi", ""},
                                                   {"--progress", ""},
                                                   {"--parallel", ""},
                                                   {"--log-level", ""},
                                                   {"--host", "-H"},
                                                   {"--context", "-c"}});

constexpr auto behind_verb = std::to_array<Known>({{"--timeout", "-t"},
                                                   {"--scale", ""},
                                                   {"--exit-code-from", ""},
                                                   {"--attach", ""},
                                                   {"--no-attach", ""},
                                                   {"--pull", ""},
                                                   {"--policy", ""},
                                                   {"--wait-timeout", ""},
                                                   {"--rmi", ""},
                                                   {"--signal", "-s"},
                                                   {"--detach", "-d", false},
                                                   {"--volumes", "-v", false},
                                                   {"--quiet", "-q", false},
                                                   {"--force", "-f", false}});

// One option and its value, which may be the next word.
template <std::size_t size>
std::pair<std::string, std::string> take(const std::vector<std::string>& words, std::size_t& at,
                                         const std::array<Known, size>& all) {
  const auto& word = words[at++];
  auto equals = word.find('=');
  auto name = word.substr(0, equals);
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) {
    return one.name == name || (!one.letter.empty() && word.starts_with(one.letter) && !word.starts_with("--"));
  });
  if (found == all.end()) return {name, equals == std::string::npos ? "" : word.substr(equals + 1)};
  bool is_long = word.starts_with("--");
  if (is_long && equals != std::string::npos) return {name, word.substr(equals + 1)};
  if (!is_long && word.size() > 2) return {std::string(found->name), word.substr(word[2] == '=' ? 3 : 2)};
  bool has_value = found->has_value && at < words.size();
  return {std::string(found->name), has_value ? words[at++] : ""};
}

}  // namespace

ComposeCall read_compose_call(const std::vector<std::string>& words) {
  ComposeCall call;
  std::size_t at = 0;
  while (at < words.size() && words[at].starts_with('-')) call.options.push_back(take(words, at, before_verb));
  if (at < words.size()) call.verb = words[at++];
  while (at < words.size()) {
    if (words[at].starts_with('-'))
      call.verb_options.push_back(take(words, at, behind_verb));
    else
      call.words.push_back(words[at++]);
  }
  return call;
}

}  // namespace berth::importing
