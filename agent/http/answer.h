// An HTTP answer taken apart as its bytes come, in any cut. No I/O, and never more than a head and a piece in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::http {

struct Head {
  int status = 0;
  std::string content_type;
};

class AnswerParser {
 public:
  enum class Step {
    wants_bytes,  // give() more, or say give_end()
    head,         // head() is known; once
    piece,        // piece() is the next part of the body
    end,          // the answer is complete; from now on always
  };

  AnswerParser();
  AnswerParser(const AnswerParser&) = delete;
  AnswerParser& operator=(const AnswerParser&) = delete;
  ~AnswerParser();

  void give(std::string_view bytes);
  // The other side closed the connection.
  void give_end();
  // Goes on as far as the bytes reach. After an error there is no next step.
  Result<Step> step();

  const Head& head() const;
  std::string_view piece() const;  // valid until the next step()

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace berth::http
