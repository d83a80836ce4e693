#include "supervise/registry_auth.h"

#include "docker/reference.h"

namespace berth::supervise {

Task<Result<std::string>> registry_auth(Shared& shared, std::string auth_file, std::string reference) {
  auto parsed = docker::Reference::parse(reference);
  if (!parsed) co_return parsed.error();
  auto registry = parsed->registry();
  auto repository = parsed->repository();
  auto header = co_await shared.credentials.header_for(registry, repository, auth_file);
  co_return header;
}

}  // namespace berth::supervise
