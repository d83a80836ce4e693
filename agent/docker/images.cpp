#include "docker/images.h"

#include "docker/call.h"
#include "docker/json.h"
#include "docker/reference.h"

namespace berth::docker {

namespace {

// The engine wants a name's slashes as they are; everything else is escaped.
std::string path_of(std::string_view name, std::string_view verb, std::string path = "/images/") {
  for (auto slash = name.find('/'); slash != std::string_view::npos; slash = name.find('/')) {
    path += http::escape(name.substr(0, slash)) + "/";
    name.remove_prefix(slash + 1);
  }
  return path + http::escape(name) + std::string(verb);
}

ImageState read_image(const boost::json::value& json) {
  ImageState image;
  image.id = text_at(json, "Id");
  image.repo_digests = texts_at(json, "RepoDigests");
  image.repo_tags = texts_at(json, "RepoTags");
  image.created = text_at(json, "Created");
  const auto& config = member(json, "Config");
  image.environment = texts_at(config, "Env");
  image.user = text_at(config, "User");
  image.labels = map_at(config, "Labels");
  auto test = texts_at(member(config, "Healthcheck"), "Test");
  image.has_health_check = !test.empty() && test.front() != "NONE";
  image.os = text_at(json, "Os");
  image.architecture = text_at(json, "Architecture");
  image.size = number_at(json, "Size");
  return image;
}

}  // namespace

Task<Result<ImageState>> inspect_image(Engine& engine, std::string name) {
  http::Request request;
  request.target = path_of(name, "/json");
  auto answer = co_await call(engine, std::move(request), quick);
  if (!answer) co_return answer.error();
  auto image = read_image(answer->body);
  if (image.id.empty()) co_return Error{ErrorKind::protocol, "the engine describes an image without an id"};
  co_return image;
}

Task<Result<std::string>> registry_digest(Engine& engine, std::string reference, std::string registry_auth) {
  auto parsed = Reference::parse(reference);
  if (!parsed) co_return parsed.error();
  http::Request request;
  request.target = path_of(parsed->text(), "/json", "/distribution/");
  if (!registry_auth.empty()) request.headers.emplace_back("X-Registry-Auth", registry_auth);
  auto answer = co_await call(engine, std::move(request), patient);
  if (!answer) co_return answer.error();
  auto digest = text_at(member(answer->body, "Descriptor"), "digest");
  if (digest.empty()) co_return Error{ErrorKind::protocol, "the registry's answer has no digest"};
  co_return digest;
}

Task<Result<void>> tag_image(Engine& engine, std::string id, std::string reference) {
  auto parsed = Reference::parse(reference);
  if (!parsed) co_return parsed.error();
  http::Request request;
  request.method = "POST";
  request.target = http::with_query(path_of(id, "/tag"), {{"repo", parsed->repository()}, {"tag", parsed->tag()}});
  auto answer = co_await call(engine, std::move(request), quick);
  Result<void> done;
  if (!answer) done = answer.error();
  co_return done;
}

Task<Result<void>> remove_image(Engine& engine, std::string name) {
  http::Request request;
  request.method = "DELETE";
  request.target = path_of(name, "");
  auto answer = co_await call(engine, std::move(request), patient);
  Result<void> done;
  if (!answer) done = answer.error();
  co_return done;
}

}  // namespace berth::docker
