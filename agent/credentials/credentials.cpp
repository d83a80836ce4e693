#include "credentials/credentials.h"

#include <sys/stat.h>

#include "base/file.h"
#include "base/log.h"

namespace berth::credentials {

namespace {

constexpr std::size_t longest_file = 1024 * 1024;

}  // namespace

Task<Result<std::string>> Credentials::header_for(std::string registry, std::string repository, std::string auth_file) {
  Repository place(registry, repository);
  bool is_of_host = auth_file.empty();
  std::vector<std::string> files = {sources_.host_file, sources_.docker_file};
  if (!is_of_host) files.assign(1, auth_file);
  for (const auto& path : files) {
    auto text = file::read(path, longest_file);
    if (!text && text.error().kind == ErrorKind::not_found && is_of_host) continue;
    if (!text) co_return text.error().during(is_of_host ? "credentials" : "AuthFile");
    // Docker's own file has no warning: it lies in a folder that only root can enter.
    if (path != sources_.docker_file) warn_if_others_can_read(path);
    auto found = co_await ask(path, std::move(*text), place);
    if (!found) co_return found.error().during(is_of_host ? "credentials" : "AuthFile");
    if (*found) co_return header(**found, place.server_address());
  }
  co_return std::string();
}

Task<Result<std::optional<Credential>>> Credentials::ask(std::string path, std::string text, Repository place) {
  auto file = AuthFile::parse(path, text);
  if (!file) co_return file.error();
  auto program = file->program(place);
  if (!program) co_return program.error();
  if (!program->empty()) {
    auto address = place.server_address();
    auto answer = co_await ask_program(executor_, *program, address, sources_.programs);
    if (!answer) co_return answer.error().during(path);
    if (*answer) co_return std::move(*answer);
  }
  co_return file->credential(place);
}

void Credentials::warn_if_others_can_read(const std::string& path) {
  struct stat status {};
  bool is_open = ::stat(path.c_str(), &status) == 0 && (status.st_mode & (S_IRGRP | S_IROTH)) != 0;
  if (is_open && warned_.insert(path).second)
    log::warning("{} has credentials, and others than root can read it: chmod 600 {}", path, path);
}

}  // namespace berth::credentials
