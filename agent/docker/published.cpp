#include "docker/published.h"

#include <fmt/core.h>

#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/container_json.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

http::Request list_request(const std::vector<service::PublishedPort>& any_of) {
  boost::json::array ports;
  for (const auto& port : any_of) ports.emplace_back(fmt::format("{}/{}", port.host_port, port.protocol));
  boost::json::value filters = {{"publish", std::move(ports)}, {"status", {"running", "paused"}}};
  http::Request request;
  request.target = http::with_query("/containers/json", {{"filters", boost::json::serialize(filters)}});
  return request;
}

std::vector<service::PublishedPort> read_ports(const boost::json::value& json) {
  std::vector<service::PublishedPort> ports;
  const auto* array = member(json, "Ports").if_array();
  if (array == nullptr) return ports;
  for (const auto& item : *array) {
    auto host = number_at(item, "PublicPort");
    if (host <= 0 || host > 65535) continue;
    auto container = static_cast<std::uint16_t>(number_at(item, "PrivatePort"));
    ports.push_back({text_at(item, "IP"), static_cast<std::uint16_t>(host), container, text_at(item, "Type")});
  }
  return ports;
}

}  // namespace

Task<Result<std::vector<Published>>> list_published(Engine& engine, std::vector<service::PublishedPort> any_of) {
  auto request = list_request(any_of);
  auto answer = co_await call(engine, std::move(request), quick);
  if (!answer) co_return answer.error();
  const auto* array = answer->body.if_array();
  if (array == nullptr) co_return Error{ErrorKind::protocol, "the engine's list of containers is no list"};
  std::vector<Published> all;
  for (const auto& item : *array) {
    auto container = read_listed(item);
    if (!container) co_return container.error();
    all.push_back({std::move(*container), read_ports(item)});
  }
  co_return all;
}

}  // namespace berth::docker
