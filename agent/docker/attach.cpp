#include "docker/attach.h"

#include "docker/call.h"
#include "http/upgrade.h"

namespace berth::docker {

namespace {

Task<Result<UniqueFd>> upgrade_to_output(Engine& engine, std::string id) {
  http::Request request;
  request.method = "POST";
  auto target = http::with_query(fmt::format("/containers/{}/attach", http::escape(id)),
                                 {{"stream", "1"}, {"stdout", "1"}, {"stderr", "1"}});
  request.target = engine.versioned(target);
  auto upgraded = co_await http::upgrade(engine.executor(), engine.socket_path(), std::move(request), quick);
  if (!upgraded) co_return upgraded.error();
  if (!upgraded->socket) co_return complaint(upgraded->head.status, upgraded->body);
  co_return std::move(upgraded->socket);
}

}  // namespace

Task<Result<UniqueFd>> attach(Engine& engine, std::string id) {
  return at_the_door(upgrade_to_output(engine, std::move(id)));
}

}  // namespace berth::docker
