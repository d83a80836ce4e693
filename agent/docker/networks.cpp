#include "docker/networks.h"

#include <boost/json/serialize.hpp>

#include "docker/call.h"
#include "docker/json.h"
#include "docker/put.h"

namespace berth::docker {

namespace {

http::Request create_request(const std::string& name, const std::vector<std::pair<std::string, std::string>>& labels) {
  boost::json::object body{{"Name", name}, {"Driver", "bridge"}, {"CheckDuplicate", true}};
  put(body, "Labels", texts_by_key(labels));
  http::Request request;
  request.method = "POST";
  request.target = "/networks/create";
  request.body = boost::json::serialize(body);
  return request;
}

// The engine also answers for the beginning of an id.
bool is_meant(const boost::json::value& network, const std::string& name) {
  return text_at(network, "Name") == name || text_at(network, "Id") == name;
}

}  // namespace

Task<Result<bool>> ensure_network(Engine& engine, std::string name,
                                  std::vector<std::pair<std::string, std::string>> labels) {
  http::Request look;
  look.target = "/networks/" + http::escape(name);
  auto found = co_await call(engine, std::move(look), quick);
  if (found && is_meant(found->body, name)) co_return false;
  if (!found && found.error().kind != ErrorKind::not_found) co_return found.error();
  auto request = create_request(name, labels);
  auto made = co_await call(engine, std::move(request), patient);
  if (made) co_return true;
  if (made.error().kind == ErrorKind::conflict) co_return false;  // somebody else was faster
  co_return made.error();
}

}  // namespace berth::docker
