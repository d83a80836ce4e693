#include "docker/engine.h"

#include "docker/api_version.h"
#include "docker/call.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

constexpr Duration greeting_limit = std::chrono::seconds(10);

}  // namespace

Engine::Engine(Executor executor, std::string socket_path)
    : executor_(std::move(executor)), socket_path_(std::move(socket_path)) {}

std::string Engine::versioned(const std::string& target) const {
  return api_version_.empty() ? target : fmt::format("/v{}{}", api_version_, target);
}

Task<Result<EngineVersion>> Engine::connect() {
  api_version_.clear();
  http::Request ping;
  ping.target = "/_ping";
  auto pong = co_await call_for_text(*this, ping, greeting_limit);
  if (!pong) co_return pong.error().during("reach the Docker engine");
  http::Request question;
  question.target = "/version";
  auto answer = co_await call(*this, question, greeting_limit);
  if (!answer) co_return answer.error().during("ask the Docker engine's version");
  const auto& told = answer->body;
  auto agreed = agree_on_version(text_at(told, "ApiVersion"), text_at(told, "MinAPIVersion"));
  if (!agreed) co_return agreed.error();
  api_version_ = *agreed;
  EngineVersion version;
  version.version = text_at(told, "Version");
  version.api_version = api_version_;
  version.os = text_at(told, "Os");
  version.arch = text_at(told, "Arch");
  co_return version;
}

}  // namespace berth::docker
