#include "docker/endpoints.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "docker/call.h"

namespace berth::docker {

namespace {

Task<Result<void>> disconnect(Engine& engine, std::string network, std::string container) {
  boost::json::object body{{"Container", container}, {"Force", true}};
  http::Request request;
  request.method = "POST";
  request.target = fmt::format("/networks/{}/disconnect", http::escape(network));
  request.body = boost::json::serialize(body);
  auto answer = co_await call(engine, std::move(request), patient);
  if (!answer) co_return answer.error();
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> disconnect_by_force(Engine& engine, std::string network, std::string container) {
  return at_the_door(disconnect(engine, std::move(network), std::move(container)));
}

}  // namespace berth::docker
