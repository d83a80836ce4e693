#include "import/descriptor_text.h"

#include <algorithm>

#include "base/text.h"
#include "import/yaml_text.h"

namespace berth::importing {

namespace {

constexpr std::size_t whole = static_cast<std::size_t>(-1);

// What stands in a line of the text: a section's name, an entry's key, or one item.
struct Line {
  std::string text;
  std::size_t section = whole, entry = whole, item = whole;
  int column = 0;  // where the item's own text begins; a list as such begins before it
};

std::string flow(const DraftEntry& entry) {
  std::vector<std::string> parts;
  for (const auto& item : entry.items)
    parts.push_back(entry.shape == Shape::pairs
                        ? fmt::format("{}: {}", yaml_flow_text(item.name), yaml_flow_text(item.value))
                        : yaml_flow_text(item.value));
  auto joined = text::join(parts, ", ");
  return entry.shape == Shape::pairs ? fmt::format("{{{}}}", joined) : fmt::format("[{}]", joined);
}

// "Key: value" in one line.
std::string in_one_line(const DraftEntry& entry) {
  bool is_one = entry.shape == Shape::one || (entry.shape == Shape::list && entry.items.size() == 1);
  return fmt::format("{}: {}", entry.key, is_one ? yaml_text(entry.items.front().value) : flow(entry));
}

class Composer {
 public:
  explicit Composer(const Draft& draft) : draft_(draft) {}
  std::vector<Line> lines();

 private:
  void add_section(std::size_t number);
  void add_entry(std::size_t section, std::size_t number);

  const Draft& draft_;
  std::vector<Line> lines_;
};

void Composer::add_entry(std::size_t section, std::size_t number) {
  const auto& entry = draft_.sections()[section].entries[number];
  bool is_block = entry.shape == Shape::pairs || (entry.shape == Shape::list && entry.items.size() > 1);
  if (!is_block) {
    lines_.push_back({"  " + in_one_line(entry), section, number, entry.shape == Shape::list ? 0 : whole, 0});
    return;
  }
  lines_.push_back({fmt::format("  {}:", entry.key), section, number, whole, 0});
  for (std::size_t i = 0; i < entry.items.size(); ++i) {
    const auto& item = entry.items[i];
    auto line = entry.shape == Shape::pairs ? fmt::format("    {}: {}", yaml_text(item.name), yaml_text(item.value))
                                            : fmt::format("    - {}", yaml_text(item.value));
    lines_.push_back({std::move(line), section, number, i, entry.shape == Shape::pairs ? 5 : 7});
  }
}

void Composer::add_section(std::size_t number) {
  const auto& section = draft_.sections()[number];
  if (section.entries.empty()) {
    for (const auto& note : section.notes) lines_.push_back({fmt::format("# {}: {}", section.name, note)});
    return;
  }
  lines_.push_back({section.name + ":", number, whole, whole, 0});
  for (std::size_t i = 0; i < section.entries.size(); ++i) add_entry(number, i);
  for (const auto& note : section.notes) lines_.push_back({"  # " + note});
}

std::vector<Line> Composer::lines() {
  if (!draft_.source.empty())
    lines_.push_back({fmt::format("# From {}, by berthctl import.", text::printable(draft_.source, 400))});
  for (std::size_t i = 0; i < draft_.sections().size(); ++i) add_section(i);
  return std::move(lines_);
}

std::string joined(const std::vector<Line>& lines) {
  std::string text;
  for (const auto& line : lines) (text += line.text) += '\n';
  return text;
}

bool has_no_key(const config::Problem& problem) {
  return problem.text.ends_with(" is not supported yet") || problem.text.starts_with("unknown key") ||
         problem.text.starts_with("unknown section");
}

std::string reason(const config::Problem& problem, const std::string& key) {
  auto prefix = key + ": ";
  return problem.text.starts_with(prefix) ? problem.text.substr(prefix.size()) : problem.text;
}

void refuse_section(Draft& draft, DraftSection& section) {
  for (const auto& entry : section.entries) {
    section.notes.push_back(fmt::format("not carried (this version has no section {}): {}", section.name,
                                        text::printable(in_one_line(entry), 1000)));
    draft.count_not_carried();
  }
  section.entries.clear();
}

std::string note_of(const DraftEntry& entry, const DraftItem& item, const config::Problem& problem) {
  auto what = item.origin.empty() ? fmt::format("{}: {}", entry.key, item.value) : item.origin;
  return not_carried_note(what, reason(problem, entry.key));
}

// Returns whether the whole entry is to go.
bool refuse_entry(Draft& draft, DraftSection& section, DraftEntry& entry, const config::Problem& problem) {
  if (has_no_key(problem)) {
    auto note = text::printable(in_one_line(entry), 1000);
    section.notes.push_back(fmt::format("not carried (this version has no key for it): {}", note));
    draft.count_not_carried();
  } else if (entry.shape == Shape::words) {
    auto what = entry.origin.empty() ? in_one_line(entry) : entry.origin;
    draft.leave_out(section.name, what, reason(problem, entry.key));
  } else {
    for (const auto& item : entry.items) {
      section.notes.push_back(note_of(entry, item, problem));
      draft.count_not_carried();
    }
  }
  return true;
}

// Marks what the problem is about, to be swept afterwards: numbers of lines count only while nothing moves.
class Refusals {
 public:
  Refusals(Draft& draft, const std::vector<Line>& lines) : draft_(draft), lines_(lines) {}
  bool refuse(const config::Problem& problem);
  void sweep();

 private:
  void refuse_item(const Line& line, const config::Problem& problem);

  Draft& draft_;
  const std::vector<Line>& lines_;
  std::map<std::size_t, bool> sections_;
  std::map<std::pair<std::size_t, std::size_t>, bool> entries_;
  std::map<std::pair<std::size_t, std::size_t>, std::map<std::size_t, bool, std::greater<>>> items_;
};

void Refusals::refuse_item(const Line& line, const config::Problem& problem) {
  auto& section = draft_.sections()[line.section];
  auto& entry = section.entries[line.entry];
  auto at = line.item;
  bool is_about_list = entry.shape == Shape::list && entry.items.size() > 1 && problem.place.column < line.column;
  if (is_about_list) at = entry.items.size() - 1;
  if (!items_[{line.section, line.entry}].emplace(at, true).second) return;
  if (has_no_key(problem)) {
    entries_[{line.section, line.entry}] = refuse_entry(draft_, section, entry, problem);
    return;
  }
  section.notes.push_back(note_of(entry, entry.items[at], problem));
  draft_.count_not_carried();
}

bool Refusals::refuse(const config::Problem& problem) {
  auto number = static_cast<std::size_t>(problem.place.line);
  if (number < 1 || number > lines_.size()) return false;
  const auto& line = lines_[number - 1];
  bool is_missing_key = problem.text.find("is missing") != std::string::npos;
  if (line.section == whole || (line.entry == whole && is_missing_key)) return false;
  auto& section = draft_.sections()[line.section];
  if (line.entry == whole) {
    if (section.name == "Container" || section.name == "Compose" || section.name == "Process") return false;
    if (sections_.emplace(line.section, true).second) refuse_section(draft_, section);
    return true;
  }
  if (sections_.contains(line.section) || entries_.contains({line.section, line.entry})) return true;
  if (line.item != whole)
    refuse_item(line, problem);
  else
    entries_[{line.section, line.entry}] = refuse_entry(draft_, section, section.entries[line.entry], problem);
  return true;
}

void Refusals::sweep() {
  for (auto& [place, items] : items_) {
    if (sections_.contains(place.first)) continue;
    auto& entry = draft_.sections()[place.first].entries[place.second];
    for (const auto& [item, gone] : items) entry.items.erase(entry.items.begin() + static_cast<std::ptrdiff_t>(item));
    if (entry.items.empty()) entries_[place] = true;
  }
  for (auto at = entries_.rbegin(); at != entries_.rend(); ++at) {
    if (sections_.contains(at->first.first)) continue;
    auto& entries = draft_.sections()[at->first.first].entries;
    entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(at->first.second));
  }
}

}  // namespace

std::string plain_text(const Draft& draft) {
  return joined(Composer(draft).lines());
}

Result<std::string> settled_text(Draft& draft, const Host& host) {
  constexpr int most_rounds = 100;  // one takes nearly everything away: what is left is wrong only without the rest
  constexpr std::size_t most_problems = 100'000;
  for (int round = 0; round < most_rounds; ++round) {
    auto lines = Composer(draft).lines();
    config::Loaded loaded{draft.name, draft.source, joined(lines), std::nullopt, {}, most_problems};
    auto reading = config::read_descriptor(loaded, host.roots, host.facts);
    if (reading.ok()) return std::move(loaded.text);
    Refusals refusals(draft, lines);
    for (const auto& problem : reading.problems)
      if (!refusals.refuse(problem))
        return Error{ErrorKind::invalid, fmt::format("no descriptor can be made of it: {}", problem.text)};
    refusals.sweep();
  }
  return Error{ErrorKind::limit, "no descriptor can be made of it: too much in it is wrong"};
}

}  // namespace berth::importing
