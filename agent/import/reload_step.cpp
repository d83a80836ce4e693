#include "import/reload_step.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"

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

bool is_of_terminal(std::string_view option) {
  return is_one_of(option, {"-i", "-t", "-it", "-ti", "--interactive", "--tty", "-d", "--detach", "--cidfile"});
}

// A word that means itself to a shell, and keeps its specifiers.
std::string shell_word(const std::string& word) {
  if (!word.empty() && text::consists_of(word, "_./-:@%+,")) return word;
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string shell_line(const std::vector<std::string>& words) {
  std::vector<std::string> all;
  for (const auto& word : words) all.push_back(shell_word(word));
  return text::join(all, " ");
}

// A line that begins with a - may fail, and the next one is run all the same.
std::string script_of(const std::string& origin, const std::vector<std::string>& words) {
  auto line = shell_line(words);
  return origin.starts_with("ExecReload=-") ? fmt::format("{{ {} || true; }}", line) : line;
}

// systemd runs several one after the other, and no more once one fails.
bool join_commands(const std::string& origin, const PlainCall& call, const std::vector<std::string>& words,
                   Draft& draft) {
  const auto* before = draft.find(container, "ReloadCmd");
  bool is_plain = std::all_of(call.options.begin(), call.options.end(),
                              [](const auto& option) { return is_of_terminal(option.first); });
  if (before == nullptr || !is_plain || draft.find(container, "ReloadWorkingDir") != nullptr) return false;
  std::vector<std::string> first;
  for (const auto& item : before->items) first.push_back(item.value);
  auto script = fmt::format("{} && {}", script_of(before->origin, first), script_of(origin, words));
  draft.set_words(container, "ReloadCmd", {"sh", "-c", script}, fmt::format("several: {}, {}", before->origin, origin));
  return true;
}

// There is one command or one signal: the last counts.
void drop_before(Draft& draft) {
  for (const auto* key : {"ReloadCmd", "ReloadSignal"}) {
    const auto* before = draft.find(container, key);
    if (before == nullptr) continue;
    auto origin = before->origin.empty() ? before->items.front().origin : before->origin;
    draft.drop(container, key);
    draft.leave_out(container, origin, "a reload is one command in the container or one signal");
  }
  draft.drop(container, "ReloadWorkingDir");
}

void carry_command(const std::string& origin, const PlainCall& call, std::vector<std::string> words, Draft& draft) {
  if (join_commands(origin, call, words, draft)) return;
  drop_before(draft);
  draft.set_words(container, "ReloadCmd", std::move(words), origin);
  for (const auto& [name, value] : call.options) {
    if (is_one_of(name, {"-w", "--workdir"}))
      draft.set(container, "ReloadWorkingDir", value, origin);
    else if (!is_of_terminal(name))
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
  if (is_signal && signal != nullptr) {
    drop_before(draft);
    return draft.set(container, "ReloadSignal", *signal, origin);
  }
  draft.leave_out(container, origin, "a reload is a command in the container or a signal");
}

}  // namespace berth::importing
