#include "import/reload_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace berth::importing {

namespace {

const std::string container = "Container";

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

// The words behind the container's name. Podman can be told its container by a file, too: a unit knows only its own.
std::optional<std::vector<std::string>> words_for(const PlainCall& call, const std::string& container_name) {
  if (call.option("--cidfile") != nullptr) return call.words;
  if (call.words.empty() || call.words.front() != container_name) return std::nullopt;
  return std::vector<std::string>(call.words.begin() + 1, call.words.end());
}

void carry_command(const std::string& origin, const PlainCall& call, std::vector<std::string> words, Draft& draft) {
  draft.set_words(container, "ReloadCmd", std::move(words), origin);
  for (const auto& [name, value] : call.options) {
    bool is_terminal = is_one_of(name, {"-i", "-t", "-it", "-ti", "--interactive", "--tty", "-d", "--detach"});
    if (is_one_of(name, {"-w", "--workdir"}))
      draft.set(container, "ReloadWorkingDir", value, origin);
    else if (!is_terminal && name != "--cidfile")
      draft.leave_out(container, fmt::format("in ReloadCmd {} {}", name, value), "ReloadCmd is run as the service is");
  }
}

}  // namespace

void carry_reload(const std::string& origin, const std::string& verb, const PlainCall& call,
                  const std::string& container_name, Draft& draft) {
  auto words = words_for(call, container_name);
  if (verb == "exec") {
    bool is_own = words && !words->empty();
    if (is_own) return carry_command(origin, call, std::move(*words), draft);
    return draft.leave_out(container, origin, "it is not in the service's own container");
  }
  bool is_signal = verb == "kill" && words &&
                   std::all_of(words->begin(), words->end(), [&](const auto& word) { return word == container_name; });
  const auto* letter = call.option("-s");
  const auto* signal = letter != nullptr ? letter : call.option("--signal");
  if (is_signal && signal != nullptr) return draft.set(container, "ReloadSignal", *signal, origin);
  draft.leave_out(container, origin, "a reload is a command in the container or a signal");
}

}  // namespace berth::importing
