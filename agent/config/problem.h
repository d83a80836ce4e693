// One complaint about a file, and the place it is about. No text of a problem ever holds a secret.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "service/spec.h"

namespace berth::config {

using service::Place;

struct Problem {
  std::string path;
  Place place;
  std::string text;
  std::string suggestion;  // what was probably meant, empty if nobody knows
  bool operator==(const Problem&) const = default;
};

// museum.yaml:4:5: unknown key "Imgae" in Container (did you mean "Image"?)
std::string one_line(const Problem& problem);

// The same with the line of `source` and a caret below it: for the terminal of somebody who may read the file, never
// for a log, because that line may hold a secret.
std::string with_source(const Problem& problem, std::string_view source);

constexpr std::size_t enough_problems = 100;  // nobody reads more, and work must stay bounded

// The problems of one file and its drop-ins: only the first `most` are kept.
class Problems {
 public:
  explicit Problems(std::string path, std::vector<std::string> drop_ins = {}, std::size_t most = enough_problems)
      : path_(std::move(path)), drop_ins_(std::move(drop_ins)), most_(most) {}
  void add(Place place, std::string text, std::string suggestion = {});
  bool full() const;
  bool empty() const { return list_.empty(); }
  const std::string& path() const { return path_; }
  std::vector<Problem> sorted() const;  // in the order of their places, the drop-ins last

 private:
  std::string path_;
  std::vector<std::string> drop_ins_;
  std::size_t most_;
  std::vector<Problem> list_;
};

}  // namespace berth::config
