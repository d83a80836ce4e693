// A Docker engine that follows a script, on a real Unix socket, in hand-written HTTP: so that a mistake of our client's
// HTTP is not repeated here. Lives on the test's own loop.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "loop/task.h"
#include "support/temp_folder.h"

namespace berth::test {

struct SeenRequest {
  std::string line;  // "POST /containers/create?name=web", without the API version
  std::string path;  // as the client sent it: "/v1.43/containers/create?name=web"
  std::string head;  // the head as it came, for looking at headers
  std::string body;

  std::string header(const std::string& name) const;
};

// What is sent for one request. Each word returns the answer itself, so that they can be strung together.
class FakeAnswer {
 public:
  FakeAnswer& reply(int status, const std::string& json = "");                   // with a Content-Length
  FakeAnswer& chunks(const std::vector<std::string>& pieces, int status = 200);  // chunked, one chunk a piece
  FakeAnswer& until_eof(const std::string& body, int status = 200);              // ends by closing
  FakeAnswer& upgrade(const std::string& stream);                                // 101, and these bytes right behind it
  FakeAnswer& raw(const std::string& bytes);

  FakeAnswer& split_every(std::size_t count);  // sent in pieces of that size, each read by the client on its own
  FakeAnswer& drop_after(std::size_t count);   // closes when that many bytes are sent
  FakeAnswer& hang();                          // then sends nothing more, and does not close

  const std::string& bytes() const { return bytes_; }

 private:
  friend class FakeDocker;
  std::string bytes_;
  std::size_t piece_ = 0;  // 0: all at once
  bool hangs_ = false;
};

class FakeDocker {
 public:
  explicit FakeDocker(const Executor& executor);
  FakeDocker(const FakeDocker&) = delete;
  FakeDocker& operator=(const FakeDocker&) = delete;
  ~FakeDocker();

  const std::string& socket_path() const;

  // The next answer to "GET /containers/*/json": `*` is any one part of the path, the query counts only if it is
  // written, the API version never. Several for one route are given in turn; the last one stays. Without any: 404.
  FakeAnswer& on(const std::string& route);
  // GET /_ping and /version of an engine of that version.
  void on_greeting(const std::string& newest = "1.43", const std::string& oldest = "1.12");

  // One more chunk to every connection of that route that hangs; and its end.
  void push(const std::string& route, const std::string& piece);
  void finish(const std::string& route);

  std::vector<SeenRequest> requests() const;
  std::vector<std::string> lines() const;  // of the requests
  std::size_t connections() const;         // that are open now

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the sessions, which end with the loop
};

}  // namespace berth::test
