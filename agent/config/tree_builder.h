// Turns a parser's events into our tree, within a budget of nodes, depth and text that aliases count against too.
#pragma once

#include <map>

#include "config/document.h"

namespace berth::config {

// Thrown out of the parser once a problem has been added after which reading on makes no sense.
struct StopReading {};

class TreeBuilder {
 public:
  using Anchor = std::size_t;  // 0: none

  explicit TreeBuilder(Problems& problems, Dialect dialect = Dialect::ours) : problems_(problems), dialect_(dialect) {}

  void begin_document(Place place);
  void null(Place place, Anchor anchor);
  void text(Place place, const std::string& tag, Anchor anchor, const std::string& value);
  void alias(Place place, Anchor anchor);
  void open(Node::Kind kind, Place place, const std::string& tag, Anchor anchor);
  void close();

  Node take() { return std::move(root_); }
  Place last_quoted() const {
    return last_quoted_;
  }  // the last text in quotes, where the parser overlooks a missing one

 private:
  struct Opened {  // a list or map whose end has not come yet
    Node node;
    Anchor anchor = 0;
    bool has_key = false;  // `key` waits for its value
    bool keeps_value = false;
    Node::Over over = Node::Over::merges;
    Node key;
    std::vector<Entry> merged;  // what << brings, which own keys win over
    std::map<std::string, int> line_of_key;
  };
  struct Weight {
    std::size_t nodes = 0, bytes = 0, depth = 0;
  };

  [[noreturn]] void stop(Place place, std::string text);
  void merge(Opened& map, Node node);
  Node::Over over_of(Place place, const std::string& tag);
  void finished(Node node, Anchor anchor);
  void attach(Node node);
  void begin_entry(Opened& map, Node key);
  void spend(const Weight& weight, Place place);
  static Weight weigh(const Node& node);

  Problems& problems_;
  Dialect dialect_;
  Node root_;
  std::vector<Opened> open_;
  std::map<Anchor, Node> anchors_;
  Place last_quoted_;
  Weight spent_;
  bool has_begun_ = false;
};

}  // namespace berth::config
