#include "import/compose_volumes.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "config/csv.h"
#include "import/asked.h"

namespace berth::importing {

namespace {

using Words = std::vector<std::string>;
const std::string container = "Container";

// Compose knows its modes as numbers, so that 0755 and 0o755 are octal, and 493 is the same.
std::string octal(const std::string& text) {
  bool is_octal = text.starts_with('0');
  std::string_view digits = text;
  if (text.starts_with("0o")) digits.remove_prefix(2);
  unsigned mode = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), mode, is_octal ? 8 : 10);
  bool is_number = error == std::errc{} && end == digits.data() + digits.size();
  return is_number ? fmt::format("{:04o}", mode) : text;
}

// One volume of a service.
class Asked {
 public:
  Asked(const Node& value, const Carrying& to) : value_(value), to_(to), origin_("volumes: " + shown(value)) {}
  void carry();

 private:
  void carry_short();
  void carry_long();
  void carry_bind();
  void carry_volume();
  void carry_tmpfs();
  void carry_options(std::string_view options, Words words);
  Words declared(const std::string& name) const;
  void ask_mount(Words words) { ask(to_.run, "mount", config::join_csv(words), origin_); }
  const std::string& one(std::string_view key) const { return child(value_, key).text; }
  void leave_out(std::string_view what, std::string_view why) {
    to_.draft.leave_out(container, fmt::format("{}: {}", origin_, what), why);
  }

  const Node& value_;
  const Carrying& to_;
  std::string origin_;
};

// What the engine is to know when it makes the volume, in the words of a mount.
Words Asked::declared(const std::string& name) const {
  Words words;
  const auto& said = child(child(to_.project.root, "volumes"), name);
  if (is_given(said, "driver") && child(said, "driver").text != "local")
    words.push_back("volume-driver=" + child(said, "driver").text);
  for (const auto& option : texts(child(said, "driver_opts"))) words.push_back("volume-opt=" + option);
  for (const auto& label : texts(child(said, "labels"))) words.push_back("volume-label=" + label);
  leave_out_rest(said, "volumes " + name, {"name", "external", "driver", "driver_opts", "labels"}, to_.draft);
  return words;
}

// The short form's options for a volume that needs more than it can say.
void Asked::carry_options(std::string_view options, Words words) {
  for (auto option : text::split(options, ',')) {
    if (option == "ro")
      words.emplace_back("readonly");
    else if (option == "nocopy")
      words.emplace_back("volume-nocopy");
    else if (!option.empty() && option != "rw")
      leave_out(option, "Mount, which makes the volume as the file says, has no word for it");
  }
  ask_mount(std::move(words));
}

void Asked::carry_short() {
  const auto& text = value_.text;
  auto colon = text.find(':');
  if (colon == std::string::npos) return ask(to_.run, "volume", text, origin_);
  auto source = text.substr(0, colon), rest = text.substr(colon);
  bool is_path = source.find_first_of("/.~") == 0;
  if (is_path) {
    auto path = host_path(source, origin_, to_);
    return path.empty() ? void() : ask(to_.run, "volume", path + rest, origin_);
  }
  auto name = engine_name(source, "volumes", to_.project);
  auto further = declared(source);
  if (further.empty()) return ask(to_.run, "volume", name + rest, origin_);
  auto options = rest.find(':', 1);
  Words words = {"type=volume", "source=" + name, "target=" + rest.substr(1, options - 1)};
  words.insert(words.end(), further.begin(), further.end());
  carry_options(options == std::string::npos ? "" : rest.substr(options + 1), std::move(words));
}

// As a Volume, which makes a folder where nothing is, as Compose does; but where the file says otherwise.
void Asked::carry_bind() {
  const auto& bind = child(value_, "bind");
  leave_out_rest(bind, "volumes bind", {"propagation", "selinux", "create_host_path", "recursive"}, to_.draft);
  auto source = host_path(one("source"), origin_, to_);
  if (source.empty()) return;
  const auto& recursive = child(bind, "recursive").text;
  bool is_flat = recursive == "disabled";
  bool is_usual = is_flat || recursive.empty() || recursive == "enabled";
  if (!is_usual) leave_out("bind recursive: " + recursive, "Mount has bind-nonrecursive, and nothing in between");
  bool must_exist = is_given(bind, "create_host_path") && !is_true(child(bind, "create_host_path"));
  bool is_mount = must_exist || is_flat || is_given(value_, "consistency") || source.find(':') != std::string::npos;
  const auto& propagation = child(bind, "propagation").text;
  const auto& label = child(bind, "selinux").text;
  if (!is_mount) {
    Words options;
    if (is_true(child(value_, "read_only"))) options.emplace_back("ro");
    for (const auto* word : {&propagation, &label})
      if (!word->empty()) options.push_back(*word);
    auto tail = options.empty() ? "" : ":" + text::join(options, ",");
    return ask(to_.run, "volume", fmt::format("{}:{}{}", source, one("target"), tail), origin_);
  }
  Words words = {"type=bind", "source=" + source, "target=" + one("target")};
  if (is_true(child(value_, "read_only"))) words.emplace_back("readonly");
  if (is_given(value_, "consistency")) words.push_back("consistency=" + one("consistency"));
  if (!propagation.empty()) words.push_back("bind-propagation=" + propagation);
  if (is_flat) words.emplace_back("bind-nonrecursive");
  if (!label.empty()) leave_out("bind selinux: " + label, "Mount has no word for it");
  ask_mount(std::move(words));
}

void Asked::carry_volume() {
  const auto& volume = child(value_, "volume");
  if (is_given(volume, "subpath")) return leave_out("subpath", "a Mount is of the whole volume");
  if (one("source").empty()) return ask(to_.run, "volume", one("target"), origin_);
  leave_out_rest(volume, "volumes volume", {"nocopy", "labels"}, to_.draft);
  auto name = engine_name(one("source"), "volumes", to_.project);
  auto further = declared(one("source"));
  if (is_true(child(volume, "nocopy"))) further.emplace_back("volume-nocopy");
  if (is_given(value_, "consistency")) further.push_back("consistency=" + one("consistency"));
  for (const auto& label : texts(child(volume, "labels"))) further.push_back("volume-label=" + label);
  bool is_read_only = is_true(child(value_, "read_only"));
  if (further.empty())
    return ask(to_.run, "volume", fmt::format("{}:{}{}", name, one("target"), is_read_only ? ":ro" : ""), origin_);
  Words words = {"type=volume", "source=" + name, "target=" + one("target")};
  if (is_read_only) words.emplace_back("readonly");
  words.insert(words.end(), further.begin(), further.end());
  ask_mount(std::move(words));
}

void Asked::carry_tmpfs() {
  const auto& tmpfs = child(value_, "tmpfs");
  leave_out_rest(tmpfs, "volumes tmpfs", {"size", "mode"}, to_.draft);
  Words words = {"type=tmpfs", "target=" + one("target")};
  if (is_true(child(value_, "read_only"))) words.emplace_back("readonly");
  if (is_given(value_, "consistency")) words.push_back("consistency=" + one("consistency"));
  if (is_given(tmpfs, "size")) words.push_back("tmpfs-size=" + child(tmpfs, "size").text);
  if (is_given(tmpfs, "mode")) words.push_back("tmpfs-mode=" + octal(child(tmpfs, "mode").text));
  ask_mount(std::move(words));
}

void Asked::carry_long() {
  const auto& said = one("type");
  auto type = said.empty() ? "volume" : said;
  bool is_known = type == "bind" || type == "volume" || type == "tmpfs";
  if (!is_known) return to_.draft.leave_out(container, origin_, "Berth has no key for it");
  leave_out_rest(value_, "volumes", {"type", "source", "target", "read_only", "consistency", type}, to_.draft);
  if (type == "bind") return carry_bind();
  return type == "tmpfs" ? carry_tmpfs() : carry_volume();
}

void Asked::carry() {
  if (value_.kind == Node::Kind::map) return carry_long();
  carry_short();
}

}  // namespace

void carry_volumes(const Node& value, const Carrying& to) {
  if (value.kind != Node::Kind::list) return Asked(value, to).carry();
  for (const auto& entry : value.entries) Asked(entry.value, to).carry();
}

}  // namespace berth::importing
