#include "support/fake_docker.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cctype>
#include <deque>
#include <map>

#include "base/text.h"

namespace berth::test {

namespace {

using Protocol = boost::asio::local::stream_protocol;

auto into(boost::system::error_code& error) {
  return boost::asio::redirect_error(boost::asio::use_awaitable, error);
}

std::string status_line(int status) {
  return fmt::format("HTTP/1.1 {} Whatever\r\nServer: Fake\r\n", status);
}

std::string chunk(const std::string& piece) {
  return fmt::format("{:x}\r\n{}\r\n", piece.size(), piece);
}

// "/v1.43/containers/json" → "/containers/json"
std::string without_version(const std::string& path) {
  bool has_version =
      path.starts_with("/v") && path.size() > 2 && std::isdigit(static_cast<unsigned char>(path[2])) != 0;
  return has_version ? path.substr(std::min(path.find('/', 1), path.size())) : path;
}

bool matches(const std::string& route, const std::string& line) {
  auto compared = route.find('?') == std::string::npos ? line.substr(0, line.find('?')) : line;
  auto wanted = text::split(route, '/');
  auto found = text::split(compared, '/');
  return wanted.size() == found.size() &&
         std::equal(wanted.begin(), wanted.end(), found.begin(), [](auto a, auto b) { return a == "*" || a == b; });
}

}  // namespace

std::string SeenRequest::header(const std::string& name) const {
  auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return {};
  auto from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

FakeAnswer& FakeAnswer::reply(int status, const std::string& json) {
  bytes_ = status_line(status);
  if (status != 204 && status != 304)
    bytes_ += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", json.size());
  bytes_ += "\r\n" + json;
  return *this;
}

FakeAnswer& FakeAnswer::chunks(const std::vector<std::string>& pieces, int status) {
  bytes_ = status_line(status) + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto& piece : pieces) bytes_ += chunk(piece);
  bytes_ += "0\r\n\r\n";
  return *this;
}

FakeAnswer& FakeAnswer::until_eof(const std::string& body, int status) {
  bytes_ = status_line(status) + "Connection: close\r\n\r\n" + body;
  return *this;
}

FakeAnswer& FakeAnswer::upgrade(const std::string& stream) {
  bytes_ =
      "HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\n"
      "Connection: Upgrade\r\nUpgrade: tcp\r\n\r\n" +
      stream;
  return *this;
}

FakeAnswer& FakeAnswer::raw(const std::string& bytes) {
  bytes_ = bytes;
  return *this;
}

FakeAnswer& FakeAnswer::split_every(std::size_t count) {
  piece_ = count;
  return *this;
}

FakeAnswer& FakeAnswer::drop_after(std::size_t count) {
  bytes_.resize(std::min(count, bytes_.size()));
  return *this;
}

FakeAnswer& FakeAnswer::hang() {
  constexpr std::string_view last_chunk = "0\r\n\r\n";
  if (bytes_.find("chunked") != std::string::npos) bytes_.resize(bytes_.size() - last_chunk.size());
  hangs_ = true;
  return *this;
}

struct FakeDocker::State : std::enable_shared_from_this<State> {
  explicit State(const Executor& executor)
      : path(folder.path("docker.sock")), acceptor(executor, Protocol::endpoint(path)) {}

  struct Session {
    explicit Session(const Executor& executor) : socket(executor) {}
    Protocol::socket socket;
    std::string line;
  };

  static Task<> accept(std::shared_ptr<State> self);
  static Task<> serve(std::shared_ptr<State> self, std::shared_ptr<Session> session);
  static Task<bool> read_request(std::shared_ptr<Session> session, SeenRequest& request);
  static Task<> send(std::shared_ptr<Session> session, FakeAnswer answer);
  FakeAnswer answer_for(const std::string& line);

  TempFolder folder;
  std::string path;
  Protocol::acceptor acceptor;
  // Deques, since on() hands out references.
  std::deque<std::pair<std::string, std::deque<FakeAnswer>>> routes;
  std::map<std::string, std::size_t> given;
  std::vector<SeenRequest> seen;
  std::vector<std::shared_ptr<Session>> sessions;
};

Task<> FakeDocker::State::accept(std::shared_ptr<State> self) {
  while (true) {
    auto session = std::make_shared<Session>(self->acceptor.get_executor());
    boost::system::error_code error;
    co_await self->acceptor.async_accept(session->socket, into(error));
    if (error) co_return;
    self->sessions.push_back(session);
    boost::asio::co_spawn(self->acceptor.get_executor(), serve(self, session), boost::asio::detached);
  }
}

Task<bool> FakeDocker::State::read_request(std::shared_ptr<Session> session, SeenRequest& request) {
  std::string bytes;
  auto buffer = boost::asio::dynamic_buffer(bytes);
  boost::system::error_code error;
  auto size = co_await boost::asio::async_read_until(session->socket, buffer, "\r\n\r\n", into(error));
  if (error) co_return false;
  request.head = bytes.substr(0, size);
  request.body = bytes.substr(size);
  auto words = text::split(request.head, ' ');
  request.path = words.at(1);
  request.line = fmt::format("{} {}", words.at(0), without_version(request.path));
  auto length = request.header("Content-Length");
  auto missing = length.empty() ? 0 : std::stoul(length) - request.body.size();
  std::string rest(missing, '\0');
  auto window = boost::asio::buffer(rest);
  co_await boost::asio::async_read(session->socket, window, into(error));
  request.body += rest;
  co_return !error;
}

Task<> FakeDocker::State::send(std::shared_ptr<Session> session, FakeAnswer answer) {
  std::string_view rest = answer.bytes_;
  while (!rest.empty()) {
    auto size = answer.piece_ == 0 ? rest.size() : std::min(answer.piece_, rest.size());
    auto window = boost::asio::buffer(rest.data(), size);
    boost::system::error_code error;
    co_await boost::asio::async_write(session->socket, window, into(error));
    if (error) co_return;
    rest.remove_prefix(size);
    if (answer.piece_ == 0) continue;
    // The client has its turns before the next piece comes.
    for (int turn = 0; turn < 3; ++turn)
      co_await boost::asio::post(session->socket.get_executor(), boost::asio::use_awaitable);
  }
}

Task<> FakeDocker::State::serve(std::shared_ptr<State> self, std::shared_ptr<Session> session) {
  SeenRequest request;
  bool complete = co_await read_request(session, request);
  if (complete) {
    session->line = request.line;
    auto answer = self->answer_for(request.line);
    self->seen.push_back(std::move(request));
    co_await send(session, answer);
    if (answer.hangs_) {
      // Until finish() or the client closes: whatever it may say until then is not for us.
      char ignored[256];
      auto window = boost::asio::buffer(ignored);
      boost::system::error_code gone;
      while (!gone) co_await session->socket.async_receive(window, into(gone));
    }
  }
  session->socket.close();
  std::erase(self->sessions, session);
}

FakeAnswer FakeDocker::State::answer_for(const std::string& line) {
  for (auto& [route, answers] : routes) {
    if (!matches(route, line)) continue;
    auto turn = given[route]++;
    return answers[std::min(turn, answers.size() - 1)];
  }
  FakeAnswer unknown;
  return unknown.reply(404, R"({"message":"the script has no )" + line + "\"}");
}

FakeDocker::FakeDocker(const Executor& executor) : state_(std::make_shared<State>(executor)) {
  boost::asio::co_spawn(executor, State::accept(state_), boost::asio::detached);
}

FakeDocker::~FakeDocker() {
  state_->acceptor.close();
  for (const auto& session : state_->sessions) session->socket.close();
}

const std::string& FakeDocker::socket_path() const {
  return state_->path;
}

FakeAnswer& FakeDocker::on(const std::string& route) {
  auto& routes = state_->routes;
  auto found = std::find_if(routes.begin(), routes.end(), [&](const auto& known) { return known.first == route; });
  if (found == routes.end()) return routes.emplace_back(route, std::deque<FakeAnswer>(1)).second.front();
  return found->second.emplace_back();
}

void FakeDocker::on_greeting(const std::string& newest, const std::string& oldest) {
  on("GET /_ping").reply(200, "OK");
  on("GET /version")
      .reply(200,
             fmt::format(R"({{"Version":"24.0.7","ApiVersion":"{}","MinAPIVersion":"{}","Os":"linux","Arch":"amd64"}})",
                         newest, oldest));
}

void FakeDocker::push(const std::string& route, const std::string& piece) {
  auto bytes = chunk(piece);
  for (const auto& session : state_->sessions)
    if (matches(route, session->line)) boost::asio::write(session->socket, boost::asio::buffer(bytes));
}

void FakeDocker::finish(const std::string& route) {
  for (const auto& session : state_->sessions) {
    if (!matches(route, session->line)) continue;
    boost::asio::write(session->socket, boost::asio::buffer("0\r\n\r\n", 5));
    session->socket.shutdown(Protocol::socket::shutdown_send);
  }
}

std::vector<SeenRequest> FakeDocker::requests() const {
  return state_->seen;
}

std::vector<std::string> FakeDocker::lines() const {
  std::vector<std::string> lines;
  for (const auto& request : state_->seen) lines.push_back(request.line);
  return lines;
}

std::size_t FakeDocker::connections() const {
  return state_->sessions.size();
}

}  // namespace berth::test
