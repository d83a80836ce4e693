#include "docker/volumes.h"

#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/put.h"

namespace berth::docker {

namespace {

http::Request create_request(const VolumeOrder& order) {
  boost::json::object body{{"Name", order.name}};
  put(body, "Driver", order.driver);
  put(body, "DriverOpts", texts_by_key(order.options));
  put(body, "Labels", texts_by_key(order.labels));
  http::Request request;
  request.method = "POST";
  request.target = "/volumes/create";
  request.body = boost::json::serialize(body);
  return request;
}

}  // namespace

// The creation alone would do for most, but it refuses a volume that is there and has another driver.
Task<Result<bool>> ensure_volume(Engine& engine, VolumeOrder order) {
  http::Request look;
  look.target = "/volumes/" + http::escape(order.name);
  auto found = co_await call(engine, std::move(look), quick);
  if (found) co_return false;
  if (found.error().kind != ErrorKind::not_found) co_return found.error();
  auto request = create_request(order);
  auto made = co_await call(engine, std::move(request), patient);
  if (!made) co_return made.error();
  co_return true;
}

}  // namespace berth::docker
