// The bytes of one stream, in whatever cut they arrive, as lines. Every cut of the same bytes gives the same lines.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace berth::logs {

enum class End {
  newline,  // the newline itself lies in memory right behind the text
  cut,      // the line is longer than Lines::longest: the rest follows as the next line
  stream,   // the stream ended without a newline
};

struct Line {
  std::string_view text;  // without its newline; any byte may be in it
  End end = End::newline;
};

class Lines {
 public:
  static constexpr std::size_t longest = 1024 * 1024;

  // `piece` must stay until next() has returned nothing; then its unfinished rest has been copied.
  void feed(std::string_view piece);
  // The stream is over: next() then gives its unfinished last line, if there is one.
  void flush();
  // The lines of this piece, one by one. They stay valid until the next feed() or flush().
  std::optional<Line> next();

  // Between pieces: the line that is not finished yet, for whoever goes on with it.
  std::string_view unfinished() const { return partial_; }
  void resume(std::string_view unfinished) { partial_ = unfinished.substr(0, longest); }

 private:
  Line hand_out(std::size_t length, End end);
  void keep_rest();

  std::string_view piece_;
  std::string partial_;  // the unfinished line of the pieces before this one
  std::string joined_;   // a line that lay in more than one piece, handed out
  bool ended_ = false;
};

}  // namespace berth::logs
