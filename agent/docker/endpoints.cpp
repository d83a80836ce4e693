#include "docker/endpoints.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/network_body.h"
#include "docker/put.h"

namespace berth::docker {

namespace {

Task<Result<void>> order(Engine& engine, std::string network, std::string deed, boost::json::object body) {
  http::Request request;
  request.method = "POST";
  request.target = fmt::format("/networks/{}/{}", http::escape(network), deed);
  request.body = boost::json::serialize(body);
  auto answer = co_await call(engine, std::move(request), patient);
  if (!answer) co_return answer.error();
  co_return Result<void>();
}

}  // namespace

Task<Result<void>> connect_to_network(Engine& engine, service::Network network, std::string container) {
  boost::json::object body{{"Container", container}};
  put(body, "EndpointConfig", endpoint_config(network));
  return at_the_door(order(engine, network.name, "connect", std::move(body)));
}

Task<Result<void>> disconnect_by_force(Engine& engine, std::string network, std::string container) {
  boost::json::object body{{"Container", container}, {"Force", true}};
  return at_the_door(order(engine, std::move(network), "disconnect", std::move(body)));
}

}  // namespace berth::docker
