// Turns yaml-cpp's events into our tree, within a budget of nodes, depth and text that aliases count against too.
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/mark.h>

#include <map>

#include "config/document.h"
#include "config/source_text.h"

namespace berth::config {

// Thrown out of the parser once a problem has been added after which reading on makes no sense.
struct StopReading {};

class TreeBuilder : public YAML::EventHandler {
 public:
  TreeBuilder(const SourceText& source, Problems& problems) : source_(source), problems_(problems) {}
  Node take() { return std::move(root_); }
  Place last_quoted() const {
    return last_quoted_;
  }  // the last text in quotes, where the parser overlooks a missing one

  void OnDocumentStart(const YAML::Mark& mark) override;
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override;
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override;
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override;
  void OnMapEnd() override { close(); }

 private:
  struct Open {  // a list or map whose end has not come yet
    Node node;
    YAML::anchor_t anchor = 0;
    bool has_key = false;  // `key` waits for its value
    bool keeps_value = false;
    Node key;
    std::map<std::string, int> line_of_key;
  };
  struct Weight {
    std::size_t nodes = 0, bytes = 0, depth = 0;
  };

  [[noreturn]] void stop(Place place, std::string text);
  Place place(const YAML::Mark& mark) const { return source_.place(mark.line, mark.column); }
  void check_tag(Place place, const std::string& tag);
  void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
  void close();
  void finished(Node node, YAML::anchor_t anchor);
  void attach(Node node);
  void begin_entry(Open& map, Node key);
  void spend(const Weight& weight, Place place);
  static Weight weigh(const Node& node);

  const SourceText& source_;
  Problems& problems_;
  Node root_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Node> anchors_;
  Place last_quoted_;
  Weight spent_;
  bool in_second_ = false;
};

}  // namespace berth::config
