#include "config/field.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/closest.h"
#include "base/text.h"

namespace berth::config {

namespace {

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number number{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// An empty value in a drop-in.
bool takes_back(const Node& node) {
  bool is_empty = node.kind != Node::Kind::map && node.text.empty() && node.entries.empty();
  return node.place.file > 0 && is_empty;
}

}  // namespace

Field::Field(std::string name, std::vector<const Node*> values, Scope scope)
    : name_(std::move(name)), values_(std::move(values)), scope_(scope) {
  auto is_nothing = [](const Node* node) { return takes_back(*node) && node->kind == Node::Kind::null; };
  auto last = std::find_if(values_.rbegin(), values_.rend(), is_nothing);
  values_.erase(values_.begin(), last.base());
  if (!values_.empty()) node_ = values_.back();
}

Field::operator bool() const {
  return node_ != nullptr && !takes_back(*node_);
}

bool Field::is_list() const {
  return node_ != nullptr && node_->kind == Node::Kind::list && !takes_back(*node_);
}

Field Field::last() const {
  return {name_, node_ == nullptr ? std::vector<const Node*>{} : std::vector{node_}, scope_};
}

void Field::complain(Place place, std::string_view why, std::string suggestion) const {
  scope_.problems.add(place, fmt::format("{}: {}", name_, why), std::move(suggestion));
}

void Field::count(Place place) const {
  if (scope_.origins != nullptr) scope_.origins->count(place);
}

// `what` is how a complaint calls the thing that should be a text.
std::optional<std::string> Field::read(const Node& node, std::string_view what) const {
  if (node.kind == Node::Kind::null) {
    complain(node.place, fmt::format("{} has no value", what));
    return std::nullopt;
  }
  if (node.kind != Node::Kind::text) {
    bool lost_blank = node.kind == Node::Kind::map && is_list();
    complain(node.place, fmt::format("{} must be a text, not {}{}", what, name_of(node.kind),
                                     lost_blank ? ": put it in quotes, or leave out the blank after the colon" : ""));
    return std::nullopt;
  }
  return expand(node.text, node.place);
}

std::optional<std::string> Field::expand(const std::string& text, Place place) const {
  if (scope_.specifiers == nullptr) return text;
  auto expanded = scope_.specifiers->expand(text);
  if (expanded) return *expanded;
  complain(place, expanded.error().text);
  return std::nullopt;
}

std::optional<std::string> Field::text() const {
  if (node_ == nullptr || takes_back(*node_)) return std::nullopt;
  auto said = read(*node_, "it");
  if (said && said->empty()) {
    complain("it must not be empty");
    return std::nullopt;
  }
  count(node_->place);
  return said;
}

std::optional<bool> Field::flag() const {
  auto said = text();
  if (!said) return std::nullopt;
  for (auto word : {"yes", "true", "on", "1"})
    if (*said == word) return true;
  for (auto word : {"no", "false", "off", "0"})
    if (*said == word) return false;
  complain(fmt::format("\"{}\" is neither yes nor no", text::printable(*said, 80)));
  return std::nullopt;
}

std::optional<std::int64_t> Field::number(std::int64_t low, std::int64_t high) const {
  auto said = text();
  if (!said) return std::nullopt;
  auto number = parse<std::int64_t>(*said);
  if (number && *number >= low && *number <= high) return number;
  complain(fmt::format("\"{}\" is no whole number from {} to {}", text::printable(*said, 80), low, high));
  return std::nullopt;
}

std::optional<double> Field::decimal(double low, double high) const {
  auto said = text();
  if (!said) return std::nullopt;
  auto number = parse<double>(*said);
  if (number && *number >= low && *number <= high) return number;
  complain(fmt::format("\"{}\" is no number from {} to {}", text::printable(*said, 80), low, high));
  return std::nullopt;
}

std::optional<Duration> Field::duration() const {
  auto said = text();
  if (!said) return std::nullopt;
  auto duration = parse_duration(*said);
  if (duration) return *duration;
  complain(duration.error().text);
  return std::nullopt;
}

std::optional<Duration> Field::duration(Duration low, Duration high) const {
  auto span = duration();
  if (!span || (*span >= low && *span <= high)) return span;
  complain(fmt::format("it must be from {} to {}", format_duration(low), format_duration(high)));
  return std::nullopt;
}

std::optional<std::uint64_t> Field::size() const {
  auto said = text();
  if (!said) return std::nullopt;
  auto size = parse_size(*said);
  if (size) return *size;
  complain(size.error().text);
  return std::nullopt;
}

std::optional<std::string> Field::one_of(const std::vector<std::string>& words) const {
  auto said = text();
  if (!said || std::find(words.begin(), words.end(), *said) != words.end()) return said;
  complain(fmt::format("\"{}\" is none of {}", text::printable(*said, 80), text::join(words, ", ")),
           closest(*said, words).value_or(""));
  return std::nullopt;
}

void Field::read_list(const Node& node, std::vector<Said>& all) const {
  auto add = [&](const Node& item, std::string_view what) {
    if (takes_back(item)) return all.clear();
    auto said = read(item, what);
    if (said && said->empty()) return complain(item.place, fmt::format("{} must not be empty", what));
    if (said) all.push_back({*said, item.place});
  };
  if (node.kind != Node::Kind::list || takes_back(node)) return add(node, "it");
  int number = 0;
  for (const auto& entry : node.entries) add(entry.value, fmt::format("item {}", ++number));
}

std::vector<Said> Field::list() const {
  std::vector<Said> all;
  for (const auto* value : values_) read_list(*value, all);
  for (const auto& said : all) count(said.place);
  return all;
}

std::optional<std::vector<std::string>> Field::words() const {
  if (node_ == nullptr) return std::nullopt;
  count(node_->place);
  std::vector<std::string> words;
  if (node_->kind == Node::Kind::list) {
    int number = 0;
    for (const auto& entry : node_->entries) {
      auto said = read(entry.value, fmt::format("item {}", ++number));
      if (!said) return std::nullopt;
      words.push_back(std::move(*said));
    }
    return words;
  }
  auto said = read(*node_, "it");
  if (!said) return std::nullopt;
  auto split = text::split_words(*said);
  if (split) return *split;
  complain(split.error().text);
  return std::nullopt;
}

std::optional<SaidPair> Field::split_pair(const Said& said) const {
  auto equals = said.text.find('=');
  if (equals != std::string::npos)
    return SaidPair{said.text.substr(0, equals), said.text.substr(equals + 1), said.place};
  complain(said.place, "this is not of the form KEY=VALUE");
  return std::nullopt;
}

// Within one file a key is given once; a later file's is the stronger.
void Field::read_pairs(const Node& node, std::vector<SaidPair>& all) const {
  std::set<std::string> seen;
  auto take_away = [&](const std::string& key) {
    std::erase_if(all, [&](const auto& pair) { return pair.key == key; });
  };
  auto add = [&](SaidPair pair) {
    if (!seen.insert(pair.key).second)
      return complain(pair.place, fmt::format("\"{}\" is given twice", text::printable(pair.key, 80)));
    auto before = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.key == pair.key; });
    if (before != all.end())
      *before = std::move(pair);
    else
      all.push_back(std::move(pair));
  };
  if (node.kind != Node::Kind::map) {
    auto begins_anew = [](const Entry& entry) { return takes_back(entry.value); };
    bool is_anew = takes_back(node) || std::any_of(node.entries.begin(), node.entries.end(), begins_anew);
    if (is_anew) all.clear();
    std::vector<Said> said_here;
    read_list(node, said_here);
    for (const auto& said : said_here)
      if (auto pair = split_pair(said)) add(*pair);
    return;
  }
  for (const auto& entry : node.entries) {
    auto key = expand(entry.key, entry.place);
    if (!key) continue;
    if (takes_back(entry.value) && entry.value.kind == Node::Kind::null) {
      take_away(*key);
      continue;
    }
    auto value = read(entry.value, fmt::format("the value of \"{}\"", text::printable(*key, 80)));
    if (value) add({std::move(*key), *value, entry.place});
  }
}

std::vector<SaidPair> Field::pairs() const {
  std::vector<SaidPair> all;
  for (const auto* value : values_) read_pairs(*value, all);
  for (const auto& pair : all) count(pair.place);
  return all;
}

}  // namespace berth::config
