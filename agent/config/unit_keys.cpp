#include "config/unit_keys.h"

#include <algorithm>
#include <array>

#include "base/closest.h"
#include "base/text.h"
#include "config/kernel_names.h"
#include "config/process_words.h"
#include "config/unit_words.h"

namespace berth::config {

namespace {

struct Refusal {
  std::string why, suggestion;
};
using Verdict = std::optional<Refusal>;  // nothing: the value is good

constexpr std::array<std::string_view, 11> unit_suffixes = {".service",   ".socket", ".device", ".mount",
                                                            ".automount", ".swap",   ".target", ".path",
                                                            ".timer",     ".slice",  ".scope"};

std::string with_suffix(const std::string& name) {
  if (name.starts_with('.')) return "";
  constexpr std::array<std::string_view, 9> targets = {
      "basic", "default", "graphical", "multi-user", "network", "network-online", "sockets", "remote-fs", "timers"};
  bool is_target = std::find(targets.begin(), targets.end(), name) != targets.end();
  return name + (is_target ? ".target" : ".service");
}

Verdict check_unit_name(std::string_view name) {
  auto shown = text::printable(name, 80);
  if (name.find('/') != std::string_view::npos)
    return Refusal{fmt::format("\"{}\" is no unit's name: it has a slash in it", shown), ""};
  bool has_suffix = std::any_of(unit_suffixes.begin(), unit_suffixes.end(),
                                [&](auto suffix) { return name.size() > suffix.size() && name.ends_with(suffix); });
  bool is_open = name.find('%') != std::string_view::npos;  // %n has its ending only once systemd expands it
  if (!has_suffix && !is_open)
    return Refusal{fmt::format("\"{}\" is no unit's name: it lacks an ending such as .service", shown),
                   with_suffix(shown)};
  bool good = name.size() < 256 && std::all_of(name.begin(), name.end(), [](char c) {
                return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                       std::string_view(":-_.\\@%").find(c) != std::string_view::npos;
              });
  if (good) return {};
  return Refusal{fmt::format("\"{}\" is no unit's name", shown), ""};
}

Verdict check_path(std::string_view path) {
  if (path.starts_with('/') || path.starts_with('%')) return {};
  return Refusal{fmt::format("the path \"{}\" must be absolute", text::printable(path, 80)), ""};
}

Verdict check_exit_status(std::string_view status) {
  bool is_number =
      !status.empty() && status.size() <= 3 && status.find_first_not_of("0123456789") == std::string_view::npos;
  if (is_number && std::stoi(std::string(status)) <= 255) return {};
  bool is_signal = !is_number && signal_name(status).has_value();
  bool is_exit_name = !status.empty() &&
                      status.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == std::string_view::npos &&
                      !is_number;
  if (is_signal || is_exit_name) return {};
  return Refusal{fmt::format("\"{}\" is no exit status from 0 to 255 and no signal", text::printable(status, 40)), ""};
}

Verdict check_each_word(std::string_view value, auto check) {
  for (auto word : text::split(value, ' ')) {
    if (word.empty()) continue;
    if (auto refused = check(word)) return refused;
  }
  return {};
}

Verdict check_one_of(std::string_view value, const std::vector<std::string>& words) {
  if (std::find(words.begin(), words.end(), value) != words.end()) return {};
  return Refusal{fmt::format("\"{}\" is none of {}", text::printable(value, 80), text::join(words, ", ")),
                 closest(value, words).value_or("")};
}

Verdict check_value(UnitValue kind, std::string_view value) {
  if (auto trouble = trouble_as_unit_value(value); !trouble.empty()) return Refusal{trouble, ""};
  switch (kind) {
    case UnitValue::any: return {};
    case UnitValue::units: return check_each_word(value, check_unit_name);
    case UnitValue::paths: return check_each_word(value, check_path);
    case UnitValue::exit_statuses: return check_each_word(value, check_exit_status);
    case UnitValue::flag: return check_one_of(value, {"yes", "no", "true", "false", "on", "off", "1", "0"});
    case UnitValue::restart:
      return check_one_of(value,
                          {"no", "on-success", "on-failure", "on-abnormal", "on-watchdog", "on-abort", "always"});
    case UnitValue::action:
      return check_one_of(value, {"none", "reboot", "reboot-force", "reboot-immediate", "poweroff", "poweroff-force",
                                  "poweroff-immediate", "exit", "exit-force"});
    case UnitValue::count:
      if (value.size() <= 9 && value.find_first_not_of("0123456789") == std::string_view::npos) return {};
      return Refusal{fmt::format("\"{}\" is no whole number", text::printable(value, 40)), ""};
    case UnitValue::duration:
      if (auto parsed = parse_duration(value); !parsed) return Refusal{parsed.error().text, ""};
      return {};
  }
  return {};
}

// What a drop-in says of it comes on top, as in systemd; anything else it replaces.
bool is_added_to(const UnitWord& word) {
  using enum UnitValue;
  return word.value == units || word.value == paths || word.value == exit_statuses ||
         (word.value == any && word.key != "Description");
}

std::vector<Said> read_values(Section& section, const UnitWord& word) {
  auto all = section.take(word.key);
  auto field = is_added_to(word) ? all : all.last();
  std::vector<Said> good;
  for (auto& said : field.list()) {
    auto refused = check_value(word.value, said.text);
    if (refused)
      field.complain(said.place, refused->why, refused->suggestion);
    else
      good.push_back(std::move(said));
  }
  return good;
}

const UnitWord* find(const std::vector<UnitWord>& words, std::string_view key) {
  auto found = std::find_if(words.begin(), words.end(), [&](const auto& word) { return word.key == key; });
  return found == words.end() ? nullptr : &*found;
}

// `keep` gets each good value, in the order written.
void read_words(Section& section, const std::vector<UnitWord>& words, auto keep) {
  for (const auto& [key, place] : section.keys()) {
    const auto* word = find(words, key);
    if (word == nullptr) continue;
    for (auto& said : read_values(section, *word)) keep(key, std::move(said.text));
  }
  for (const auto& word : words) section.offer(word.key);
}

}  // namespace

void read_unit(Section& section, service::Spec& spec) {
  read_words(section, words_of_unit(), [&](const std::string& key, std::string value) {
    if (key == "Description")
      spec.description = value;
    else
      spec.unit.emplace_back(key, std::move(value));
  });
  section.refuse("SourcePath", "Berth sets it");
}

std::string trouble_as_unit_value(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](unsigned char c) { return (c < 0x20 && c != '\t') || c == 0x7f; }))
    return "a value for the unit must be a single line";
  if (text.ends_with('\\')) return "a value for the unit must not end in a backslash";
  return "";
}

void read_service(Section& section, service::Spec& spec) {
  const auto& words = spec.process ? words_of_process_service() : words_of_service();
  read_words(section, words, [&](const std::string& key, std::string value) {
    (is_start_limit(key) ? spec.unit : spec.service).emplace_back(key, std::move(value));
  });
  for (const auto& [key, place] : section.keys()) {
    if (find(words, key) != nullptr) continue;
    auto advice = spec.process ? advice_for_process_key(key) : advice_for_holder_key(key);
    if (!advice.empty()) section.refuse(key, advice);
  }
}

void read_install(Section& section, service::Spec& spec) {
  read_words(section, words_of_install(),
             [&](const std::string& key, std::string value) { spec.install.emplace_back(key, std::move(value)); });
}

}  // namespace berth::config
