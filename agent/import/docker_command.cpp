#include "import/docker_command.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "import/shell_words.h"

namespace berth::importing {

namespace {

using Words = std::vector<std::string>;

std::string_view base_name(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

// A script without the ends that only make it quiet, or let it fail.
std::string_view without_ends(std::string_view script) {
  constexpr std::array<std::string_view, 10> ends = {"|| true",    "||true",      "|| :", "|| exit 0",
                                                     "; true",     "2>/dev/null", "2>&1", "&>/dev/null",
                                                     ">/dev/null", "> /dev/null"};
  bool goes_on = true;
  while (goes_on) {
    script = text::trim(script);
    auto end = std::find_if(ends.begin(), ends.end(), [&](auto one) { return script.ends_with(one); });
    goes_on = end != ends.end();
    if (goes_on) script.remove_suffix(end->size());
  }
  return script;
}

// The words behind what only leads to a command.
Result<Words> unwrapped(Words words, const Variables& variables) {
  for (int depth = 0; depth < 8 && !words.empty(); ++depth) {
    auto name = base_name(words.front());
    if (is_one_of(name, {"sudo", "env", "exec"})) {
      words.erase(words.begin());
      continue;
    }
    bool is_shell = is_one_of(name, {"sh", "bash", "dash"}) && words.size() >= 3 && words[1].starts_with('-') &&
                    words[1].ends_with('c');
    if (!is_shell) return words;
    auto split = split_shell(without_ends(words[2]), variables);
    if (!split) return split.error();
    words = std::move(*split);
  }
  return words;
}

class RunReader {
 public:
  explicit RunReader(const Words& words) : words_(words) {}
  Result<DockerRun> read();

 private:
  Result<void> read_long(std::string_view word);
  Result<void> read_letters(std::string_view word);
  Result<void> add(const RunOptionRule& rule, std::string_view shown, const std::string_view* joined);

  const Words& words_;
  std::size_t at_ = 0;
  DockerRun run_;
};

Result<void> RunReader::add(const RunOptionRule& rule, std::string_view shown, const std::string_view* joined) {
  if (!rule.has_value) {
    std::string value(joined != nullptr ? *joined : "true");
    run_.options.push_back({&rule, value, std::string(shown) + (joined != nullptr ? "=" + value : "")});
    return {};
  }
  if (joined == nullptr && at_ >= words_.size())
    return invalid(fmt::format("the option {} of docker run lacks its value", text::printable(shown, 80)));
  std::string value(joined != nullptr ? *joined : std::string_view(words_[at_++]));
  auto origin = fmt::format("{} {}", shown, value);
  run_.options.push_back({&rule, std::move(value), std::move(origin)});
  return {};
}

Result<void> RunReader::read_long(std::string_view word) {
  auto equals = word.find('=');
  auto shown = word.substr(0, equals);
  const auto* rule = find_run_option(shown.substr(2));
  if (rule == nullptr) {
    auto meant = closest_run_option(shown.substr(2));
    return invalid(fmt::format("docker run has no option {}{}", text::printable(shown, 80),
                               meant.empty() ? "" : fmt::format(" (did you mean --{}?)", meant)));
  }
  if (equals == std::string_view::npos) return add(*rule, shown, nullptr);
  auto value = word.substr(equals + 1);
  return add(*rule, shown, &value);
}

// -it, -p80:80, -p=80:80, -p 80:80, -itp 80:80
Result<void> RunReader::read_letters(std::string_view word) {
  for (std::size_t i = 1; i < word.size(); ++i) {
    const auto* rule = find_run_option(word[i]);
    if (rule == nullptr)
      return invalid(fmt::format("docker run has no option -{}", text::printable(word.substr(i, 1))));
    auto shown = std::string("-") + word[i];
    auto rest = word.substr(i + 1);
    bool has_equals = rest.starts_with('=');
    if (has_equals) rest.remove_prefix(1);
    bool ends_word = rule->has_value || has_equals;
    if (ends_word) return add(*rule, shown, rest.empty() && !has_equals ? nullptr : &rest);
    if (auto added = add(*rule, shown, nullptr); !added) return added;
  }
  return {};
}

Result<DockerRun> RunReader::read() {
  while (at_ < words_.size() && words_[at_].size() > 1 && words_[at_].starts_with('-')) {
    std::string_view word = words_[at_++];
    if (word == "--") break;
    auto read = word.starts_with("--") ? read_long(word) : read_letters(word);
    if (!read) return read.error();
  }
  if (at_ == words_.size()) return invalid("docker run lacks the image");
  run_.image = words_[at_];
  run_.arguments.assign(words_.begin() + static_cast<std::ptrdiff_t>(at_) + 1, words_.end());
  return std::move(run_);
}

bool takes_value(std::string_view verb, std::string_view option) {
  if (verb == "stop" || verb == "restart") return is_one_of(option, {"-t", "--time", "--timeout", "-s", "--signal"});
  if (verb == "kill") return is_one_of(option, {"-s", "--signal", "--cidfile"});
  if (verb == "pull") return is_one_of(option, {"--platform"});
  if (verb == "exec")
    return is_one_of(option,
                     {"-e", "--env", "--env-file", "-u", "--user", "-w", "--workdir", "--detach-keys", "--cidfile"});
  return false;
}

}  // namespace

const std::string* PlainCall::option(std::string_view name) const {
  auto found = std::find_if(options.begin(), options.end(), [&](const auto& one) { return one.first == name; });
  return found == options.end() ? nullptr : &found->second;
}

bool is_docker(const Words& words, const Variables& variables) {
  auto inner = unwrapped(words, variables);
  auto names_docker = [](const auto& word) { return word.find("docker") != std::string::npos; };
  if (!inner) return std::any_of(words.begin(), words.end(), names_docker);
  return !inner->empty() && is_one_of(base_name(inner->front()), {"docker", "docker-compose"});
}

Result<DockerCall> read_docker_call(const Words& words, const Variables& variables, std::string_view program) {
  auto inner = unwrapped(words, variables);
  if (!inner) return inner.error();
  bool is_compose = program == "docker" && !inner->empty() && base_name(inner->front()) == "docker-compose";
  if (is_compose) return DockerCall{"compose", {}, {inner->begin() + 1, inner->end()}};
  if (inner->empty() || base_name(inner->front()) != program)
    return invalid(fmt::format("this is no call of {}", program));
  DockerCall call;
  std::size_t at = 1;
  while (at < inner->size() && (*inner)[at].starts_with('-')) {
    const auto& option = (*inner)[at++];
    call.global.push_back(option);
    bool has_value = is_one_of(option, {"-H", "--host", "-c", "--context", "--config", "-l", "--log-level",
                                        "--tlscacert", "--tlscert", "--tlskey"});
    if (has_value && at < inner->size()) call.global.back() += " " + (*inner)[at++];
  }
  if (at < inner->size()) call.verb = (*inner)[at++];
  bool is_in_group = is_one_of(call.verb, {"container", "image"}) && at < inner->size();
  if (is_in_group) call.verb = (*inner)[at++];
  call.rest.assign(inner->begin() + static_cast<std::ptrdiff_t>(at), inner->end());
  return call;
}

Result<DockerRun> read_docker_run(const Words& rest) {
  return RunReader(rest).read();
}

PlainCall read_plain_call(const DockerCall& call) {
  PlainCall plain;
  std::size_t at = 0;
  for (; at < call.rest.size() && call.rest[at].starts_with('-') && call.rest[at].size() > 1; ++at) {
    std::string_view word = call.rest[at];
    auto equals = word.find('=');
    if (word == "--") {
      ++at;
      break;
    }
    if (equals != std::string_view::npos) {
      plain.options.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    } else if (!takes_value(call.verb, word) && !word.starts_with("--") && takes_value(call.verb, word.substr(0, 2))) {
      plain.options.emplace_back(word.substr(0, 2), word.substr(2));  // -t10
    } else {
      bool has_value = takes_value(call.verb, word) && at + 1 < call.rest.size();
      plain.options.emplace_back(word, has_value ? call.rest[at + 1] : "");
      if (has_value) ++at;
    }
  }
  plain.words.assign(call.rest.begin() + static_cast<std::ptrdiff_t>(at), call.rest.end());
  return plain;
}

}  // namespace berth::importing
