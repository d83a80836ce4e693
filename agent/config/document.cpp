#include "config/document.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <sstream>

#include "config/source_text.h"
#include "config/tree_builder.h"

namespace berth::config {

namespace {

// yaml-cpp's texts (by how they begin) and what we say instead. What is not here gets a text without any detail,
// because a detail may hold a part of a secret.
constexpr std::array<std::pair<std::string_view, std::string_view>, 20> in_our_words{{
    {"end of map not found", "this line does not fit the keys above it: is it indented by the same number of blanks?"},
    {"end of sequence not found",
     "this line does not fit the list above it: is it indented by the same number of blanks?"},
    {"end of map flow not found", "the { … } around here is not closed, or a comma is missing in it"},
    {"end of sequence flow not found", "the [ … ] around here is not closed, or a comma is missing in it"},
    {"illegal map value", "a key or a colon is not allowed here: is a quote missing, or a line indented too far?"},
    {"illegal map key", "a key is not allowed here"},
    {"illegal block entry", "a list item (\"- …\") is not allowed here"},
    {"illegal flow end", "this bracket closes nothing"},
    {"illegal EOF in scalar", "a quote that was opened is not closed before the end of the file"},
    {"illegal document indicator in scalar", "a quote that was opened is not closed before the end of the document"},
    {"unknown escape character",
     "an unknown escape after a backslash: write \\\\ for the backslash itself, or use '…'"},
    {"bad character found while scanning hex", "this is no hexadecimal escape"},
    {"invalid unicode", "this escape is no Unicode character"},
    {"unknown token", "this character can't begin a text: put the text in quotes"},
    {"the referenced anchor is not defined", "this alias (*name) refers to no anchor (&name) above it"},
    {"alias not found", "a name is missing after *: a text that begins with * must be in quotes"},
    {"anchor not found", "a name is missing after &: a text that begins with & must be in quotes"},
    {"illegal character found while scanning a",
     "this is no name of an alias: a text that begins with * or & must be in quotes"},
    {"aliases can't have", "an anchor, an alias or a tag is not allowed here"},
    {"cannot assign multiple", "an anchor, an alias or a tag is given twice here"},
}};

std::string_view explain(std::string_view message) {
  for (const auto& [theirs, ours] : in_our_words)
    if (message.starts_with(theirs)) return ours;
  return "this is not valid YAML";
}

// Tabs upset the parser in the oddest words, often a line later.
bool blame_tab(const SourceText& source, Place place, Problems& problems) {
  for (int number : {place.line, place.line - 1}) {
    auto text = source.line(number);
    auto indentation = text.substr(0, text.find_first_not_of(" \t"));
    auto tab = indentation.find('\t');
    if (tab == std::string_view::npos || indentation.size() == text.size()) continue;
    problems.add({number, static_cast<int>(tab) + 1, place.file}, "a tab is used for indentation, YAML wants blanks");
    return true;
  }
  return false;
}

// Hands yaml-cpp's events on, with places instead of marks.
class Events : public YAML::EventHandler {
 public:
  Events(const SourceText& source, TreeBuilder& tree) : source_(source), tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override { tree_.begin_document(place(mark)); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.null(place(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.alias(place(mark), anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    tree_.text(place(mark), tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    tree_.open(Node::Kind::list, place(mark), tag, anchor);
  }
  void OnSequenceEnd() override { tree_.close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    tree_.open(Node::Kind::map, place(mark), tag, anchor);
  }
  void OnMapEnd() override { tree_.close(); }

 private:
  Place place(const YAML::Mark& mark) const { return source_.place(mark.line, mark.column); }

  const SourceText& source_;
  TreeBuilder& tree_;
};

void report(const YAML::Exception& error, const SourceText& source, Problems& problems) {
  auto place = source.place(error.mark.line, error.mark.column);
  if (blame_tab(source, place, problems)) return;
  if (dynamic_cast<const YAML::DeepRecursion*>(&error) != nullptr) {
    problems.add(place, "lists and maps are nested too deep here");
    return;
  }
  problems.add(place, std::string(explain(error.msg)));
}

// yaml-cpp takes the end of the file for the missing quote.
bool is_closed(std::string_view text) {
  while (text.starts_with('&'))
    text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n", text.find_first_of(" \t\r\n")), text.size()));
  if (!text.starts_with('"') && !text.starts_with('\'')) return true;  // a block text, which needs none
  char quote = text.front();
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\')
      ++i;
    else if (text[i] == quote && quote == '\'' && text.substr(i + 1).starts_with('\''))
      ++i;
    else if (text[i] == quote)
      return true;
  }
  return false;
}

}  // namespace

std::string_view name_of(Node::Kind kind) {
  constexpr std::string_view names[] = {"nothing", "a text", "a list", "keys and values"};
  return names[static_cast<int>(kind)];
}

const Node& child(const Node& map, std::string_view key) {
  static const Node nothing;
  if (map.kind != Node::Kind::map) return nothing;
  auto found = std::find_if(map.entries.begin(), map.entries.end(), [&](const auto& one) { return one.key == key; });
  return found == map.entries.end() ? nothing : found->value;
}

Node read_document(std::string_view text, Problems& problems, int file, Dialect dialect) {
  SourceText source(text, file);
  if (!source.check(problems)) return {};
  TreeBuilder tree(problems, dialect);
  Events events(source, tree);
  try {
    std::istringstream stream{std::string(source.text())};
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(events)) continue;
    if (is_closed(source.from(tree.last_quoted()))) return tree.take();
    problems.add(tree.last_quoted(), "the quote that opens here is never closed");
  } catch (const StopReading&) {
  } catch (const YAML::Exception& error) {
    report(error, source, problems);
  } catch (const std::exception&) {
    problems.add({0, 0, file}, "this is not valid YAML");
  }
  return {};
}

}  // namespace berth::config
