#include "config/mount_words.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/closest.h"
#include "base/duration.h"
#include "base/text.h"
#include "config/checked.h"
#include "config/csv.h"
#include "config/paths.h"

namespace berth::config {

namespace {

using service::SpelledMount;

struct Word {
  std::string key, value;
  bool has_value = false;
};

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

// Docker's second names for the same.
std::string main_name(const std::string& key) {
  if (key == "src") return "source";
  if (key == "dst" || key == "destination") return "target";
  return key == "ro" ? "readonly" : key;
}

const std::vector<std::string> names = {"type",
                                        "source",
                                        "target",
                                        "readonly",
                                        "consistency",
                                        "bind-propagation",
                                        "bind-nonrecursive",
                                        "volume-nocopy",
                                        "volume-label",
                                        "volume-driver",
                                        "volume-opt",
                                        "tmpfs-size",
                                        "tmpfs-mode"};

bool is_switch(const std::string& key) {
  return key == "readonly" || key == "bind-nonrecursive" || key == "volume-nocopy";
}

Result<std::vector<Word>> read_words(std::string_view text) {
  auto fields = split_csv(text);
  if (!fields) return fields.error();
  std::vector<Word> words;
  std::set<std::string> seen;
  for (const auto& field : *fields) {
    auto equals = field.find('=');
    Word word;
    word.key = main_name(field.substr(0, equals));
    word.has_value = equals != std::string::npos;
    if (word.has_value) word.value = field.substr(equals + 1);
    auto shown = text::printable(word.key, 40);
    if (std::find(names.begin(), names.end(), word.key) == names.end()) {
      auto meant = closest(word.key, names);
      return invalid(fmt::format("\"{}\" is no word of a mount ({})", shown,
                                 meant ? "did you mean \"" + *meant + "\"?" : text::join(names, ", ")));
    }
    if (word.has_value ? word.value.empty() : !is_switch(word.key))
      return invalid(fmt::format("{} has no value: write {}=VALUE", shown, shown));
    bool may_repeat = word.key == "volume-label" || word.key == "volume-opt";
    if (!seen.insert(word.key).second && !may_repeat) return invalid(fmt::format("{} is given twice", shown));
    words.push_back(std::move(word));
  }
  return words;
}

Result<std::string> one_of(const Word& word, const std::vector<std::string>& choice) {
  if (std::find(choice.begin(), choice.end(), word.value) != choice.end()) return word.value;
  return invalid(
      fmt::format("{}: \"{}\" is none of {}", word.key, text::printable(word.value, 40), text::join(choice, ", ")));
}

Result<void> take_text(const Word& word, const std::vector<std::string>& choice, std::string& into) {
  auto text = one_of(word, choice);
  if (!text) return text.error();
  into = *text;
  return {};
}

Result<void> take_switch(const Word& word, bool& into) {
  into = !word.has_value || word.value == "true" || word.value == "1";
  if (into || word.value == "false" || word.value == "0") return {};
  return invalid(fmt::format("{}: \"{}\" is neither true nor false", word.key, text::printable(word.value, 40)));
}

Result<void> take_pair(const Word& word, std::vector<std::pair<std::string, std::string>>& into) {
  auto equals = word.value.find('=');
  if (equals == 0) return invalid(fmt::format("{}: a name is missing before the =", word.key));
  into.emplace_back(word.value.substr(0, equals), equals == std::string::npos ? "" : word.value.substr(equals + 1));
  return {};
}

Result<void> take_size(const Word& word, SpelledMount& mount) {
  auto size = parse_size(word.value);
  if (!size) return size.error().during(word.key);
  mount.tmpfs_size = *size;
  return {};
}

Result<void> take_mode(const Word& word, SpelledMount& mount) {
  std::uint32_t mode = 0;
  const auto* end = word.value.data() + word.value.size();
  auto [read, error] = std::from_chars(word.value.data(), end, mode, 8);
  if (error != std::errc{} || read != end || mode > 07777)
    return invalid(fmt::format("{}: \"{}\" is no octal mode such as 1777", word.key, text::printable(word.value, 40)));
  mount.tmpfs_mode = mode;
  return {};
}

Result<void> take(const Word& word, SpelledMount& mount) {
  if (word.key == "type") return take_text(word, {"bind", "volume", "tmpfs"}, mount.type);
  if (word.key == "readonly") return take_switch(word, mount.read_only);
  if (word.key == "consistency")
    return take_text(word, {"default", "consistent", "cached", "delegated"}, mount.consistency);
  if (word.key == "bind-propagation")
    return take_text(word, {"private", "rprivate", "shared", "rshared", "slave", "rslave"}, mount.propagation);
  if (word.key == "bind-nonrecursive") return take_switch(word, mount.non_recursive);
  if (word.key == "volume-nocopy") return take_switch(word, mount.no_copy);
  if (word.key == "volume-label") return take_pair(word, mount.labels);
  if (word.key == "volume-opt") return take_pair(word, mount.driver_options);
  if (word.key == "tmpfs-size") return take_size(word, mount);
  if (word.key == "tmpfs-mode") return take_mode(word, mount);
  auto& text = word.key == "source" ? mount.source : word.key == "target" ? mount.target : mount.driver;
  text = word.value;
  return {};
}

Result<void> settle_source(SpelledMount& mount, const std::string& folder) {
  if (mount.type == "tmpfs") {
    if (!mount.source.empty()) return invalid("a tmpfs has no source");
    return {};
  }
  if (mount.source.empty() && mount.type == "bind") return invalid("source is missing: write source=PATH");
  if (mount.source.empty())
    return invalid("a volume without a name would be lost at every start: write source=NAME, or type=bind for a path");
  if (mount.type == "volume" && !is_volume_name(mount.source))
    return invalid(
        fmt::format("\"{}\" is no name of a volume: write type=bind for a path", text::printable(mount.source, 120)));
  if (mount.type == "volume") return {};
  auto path = path_below(folder, mount.source);
  if (!path) return path.error();
  mount.source = *path;
  return {};
}

}  // namespace

bool is_volume_name(std::string_view name) {
  return name.size() > 1 && is_name(name);
}

Result<std::string> target_path(std::string_view text) {
  auto target = absolute_path(text);
  if (target && *target == "/") return invalid("the container's root can't be a mount");
  return target;
}

Result<SpelledMount> parse_spelled_mount(std::string_view text, const std::string& folder) {
  auto words = read_words(text);
  if (!words) return words.error();
  SpelledMount mount;
  for (const auto& word : *words)
    if (auto taken = take(word, mount); !taken) return taken.error();
  for (const auto& word : *words) {
    auto dash = word.key.find('-');
    if (dash != std::string::npos && word.key.substr(0, dash) != mount.type)
      return invalid(fmt::format("{} is not for type={}", word.key, mount.type));
  }
  if (mount.target.empty()) return invalid("target is missing: write target=PATH");
  auto target = target_path(mount.target);
  if (!target) return target.error();
  mount.target = *target;
  if (auto settled = settle_source(mount, folder); !settled) return settled.error();
  return mount;
}

}  // namespace berth::config
