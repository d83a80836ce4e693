#include "import/compose_networks.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "import/asked.h"

namespace berth::importing {

namespace {

using Words = std::vector<std::string>;
const std::string container = "Container";

struct Endpoint {
  std::string network;  // as the engine calls it
  Words aliases;
  std::string ip, ip6;
};

std::string shell_word(const std::string& word) {
  if (!word.empty() && text::consists_of(word, "_./:=,@%+-")) return word;
  std::string out = "'";
  for (char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

void add_option(Words& words, const std::string& option, const Node& map, std::string_view key) {
  if (is_given(map, key)) words.push_back(fmt::format("--{} {}", option, shell_word(shown(child(map, key)))));
}

void add_pool(Words& words, const Node& pool) {
  add_option(words, "subnet", pool, "subnet");
  add_option(words, "ip-range", pool, "ip_range");
  add_option(words, "gateway", pool, "gateway");
  for (const auto& address : texts(child(pool, "aux_addresses")))
    words.push_back("--aux-address " + shell_word(address));
}

// The call that makes the network as the file has it.
std::string create_command(const std::string& name, const Node& said) {
  Words words = {"docker network create"};
  add_option(words, "driver", said, "driver");
  for (auto [key, option] : {std::pair("internal", "--internal"), std::pair("attachable", "--attachable"),
                             std::pair("enable_ipv6", "--ipv6")})
    if (is_true(child(said, key))) words.emplace_back(option);
  if (is_given(said, "enable_ipv4") && !is_true(child(said, "enable_ipv4"))) words.emplace_back("--ipv4=false");
  for (const auto& option : texts(child(said, "driver_opts"))) words.push_back("--opt " + shell_word(option));
  for (const auto& label : texts(child(said, "labels"))) words.push_back("--label " + shell_word(label));
  const auto& ipam = child(said, "ipam");
  bool has_driver = child(ipam, "driver").text != "default";
  if (has_driver) add_option(words, "ipam-driver", ipam, "driver");
  for (const auto& option : texts(child(ipam, "options"))) words.push_back("--ipam-opt " + shell_word(option));
  for (const auto& pool : child(ipam, "config").entries) add_pool(words, pool.value);
  words.push_back(shell_word(name));
  return text::join(words, " ");
}

class Networks {
 public:
  Networks(const Node& service, const Carrying& to) : service_(service), to_(to) {}
  void carry();

 private:
  void carry_mode(const std::string& mode);
  Endpoint endpoint(const std::string& name, const Node& said);
  void note_declared(const std::string& name, const std::string& network);
  void ask_for_one(const Endpoint& one);
  void ask_for(const Endpoint& one);

  const Node& service_;
  const Carrying& to_;
};

// Berth makes a network that is missing as a plain one.
void Networks::note_declared(const std::string& name, const std::string& network) {
  const auto& said = child(child(to_.project.root, "networks"), name);
  bool is_plain = std::all_of(said.entries.begin(), said.entries.end(), [](const auto& entry) {
    bool is_usual = entry.key == "driver" ? entry.value.text == "bridge" || entry.value.text == "default"
                                          : entry.value.text == (entry.key == "enable_ipv4" ? "true" : "false");
    bool says_nothing = is_empty(entry.value) || entry.key.starts_with("x-");
    return is_usual || says_nothing || entry.key == "name" || entry.key == "external";
  });
  if (is_plain) return;
  to_.draft.leave_out(container, fmt::format("networks {}: {}", name, shown(said)),
                      fmt::format("Berth makes a plain network: make it yourself before the first start: {}",
                                  create_command(network, said)));
}

Endpoint Networks::endpoint(const std::string& name, const Node& said) {
  Endpoint one;
  one.network = engine_name(name, "networks", to_.project);
  note_declared(name, one.network);
  bool has_own_name = container_name(to_.draft.name, to_.project) != to_.draft.name;
  if (has_own_name) one.aliases.push_back(to_.draft.name);  // as the other services know it
  for (const auto& alias : texts(child(said, "aliases")))
    if (std::find(one.aliases.begin(), one.aliases.end(), alias) == one.aliases.end()) one.aliases.push_back(alias);
  one.ip = child(said, "ipv4_address").text;
  one.ip6 = child(said, "ipv6_address").text;
  leave_out_rest(said, "networks " + name, {"aliases", "ipv4_address", "ipv6_address"}, to_.draft);
  return one;
}

void Networks::ask_for_one(const Endpoint& one) {
  auto origin = "networks: " + one.network;
  ask(to_.run, "network", one.network, origin);
  for (const auto& alias : one.aliases) ask(to_.run, "network-alias", alias, origin + " aliases: " + alias);
  if (!one.ip.empty()) ask(to_.run, "ip", one.ip, origin + " ipv4_address: " + one.ip);
  if (!one.ip6.empty()) ask(to_.run, "ip6", one.ip6, origin + " ipv6_address: " + one.ip6);
}

// Among several, each with its own.
void Networks::ask_for(const Endpoint& one) {
  Words words;
  for (const auto& alias : one.aliases) words.push_back("alias=" + alias);
  if (!one.ip.empty()) words.push_back("ip=" + one.ip);
  if (!one.ip6.empty()) words.push_back("ip6=" + one.ip6);
  auto tail = words.empty() ? "" : ":" + text::join(words, ",");
  ask(to_.run, "network", one.network + tail, fmt::format("networks: {}{}", one.network, tail));
}

void Networks::carry_mode(const std::string& mode) {
  auto origin = "network_mode: " + mode;
  bool is_usual = mode == "bridge" || mode == "default";
  if (!is_usual) ask(to_.run, "network", engine_mode(mode, origin, to_), origin);
}

void Networks::carry() {
  if (is_given(service_, "network_mode")) return carry_mode(child(service_, "network_mode").text);
  std::vector<Endpoint> all;
  const auto& said = child(service_, "networks");
  for (const auto& entry : said.entries)
    all.push_back(said.kind == Node::Kind::map ? endpoint(entry.key, entry.value) : endpoint(entry.value.text, {}));
  bool has_default = to_.project.is_shared() || is_given(child(to_.project.root, "networks"), "default");
  if (all.empty() && has_default) all.push_back(endpoint("default", {}));
  if (all.size() == 1) return ask_for_one(all.front());
  for (const auto& one : all) ask_for(one);
}

}  // namespace

void carry_networks(const Node& service, const Carrying& to) {
  Networks(service, to).carry();
}

}  // namespace berth::importing
