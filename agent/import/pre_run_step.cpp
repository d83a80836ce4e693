#include "import/pre_run_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/image.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

std::string complete(const std::string& image) {
  auto last = image.substr(image.rfind('/') + 1);
  return last.find_first_of(":@") == std::string::npos ? image + ":latest" : image;
}

std::string entry_point(const DockerRun& run) {
  std::string last;
  for (const auto& option : run.options)
    if (option.rule->name == "entrypoint") last = option.value;
  return last;
}

// As ExecStart= has it.
std::string quoted(const std::string& word) {
  std::string inner;
  for (char c : word) inner += (c == '"' || c == '\\') ? std::string("\\") + c : std::string(1, c);
  return fmt::format("\"{}\"", inner);
}

// Several of them are lines of their own: each is one text. A - that nobody quoted would be the prefix.
std::string command_text(const std::vector<std::string>& words, bool may_fail) {
  std::string line = may_fail ? "-" : "";
  for (const auto& word : words) {
    bool is_first = &word == &words.front();
    bool is_plain = !word.empty() && word.find_first_of(" \t\r\n\"'\\") == std::string::npos;
    if (!is_first) line += ' ';
    line += is_plain && !(is_first && word.starts_with('-')) ? word : quoted(word);
  }
  return line;
}

}  // namespace

bool is_same_image(const std::string& one, const std::string& other) {
  return config::qualified_image(complete(one)) == config::qualified_image(complete(other));
}

void carry_pre_run(const std::string& origin, bool may_fail, const DockerCall& call, const DockerRun& run,
                   Draft& draft) {
  auto leave_out = [&](const std::string& what, std::string_view why) { draft.leave_out(container, what, why); };
  auto one = read_docker_run(call.rest);
  if (!one) return leave_out(origin, one.error().text);
  if (!is_same_image(one->image, run.image)) return leave_out(origin, "PreRun is in the service's own image");
  if (one->arguments.empty()) return leave_out(origin, "PreRun needs a command: name that of the image");
  if (entry_point(*one) != entry_point(run)) return leave_out(origin, "PreRun has the entry point of the service");
  draft.add(container, "PreRun", command_text(one->arguments, may_fail), origin);
  for (const auto& option : one->options) {
    auto is_same = [&](const auto& own) { return own.rule == option.rule && own.value == option.value; };
    bool is_told = std::any_of(run.options.begin(), run.options.end(), is_same);
    bool is_ours = option.rule->fate == Fate::ours || option.rule->name == "name" || is_told;
    if (!is_ours) leave_out("in PreRun " + option.origin, "PreRun has the options of the service");
  }
}

}  // namespace berth::importing
