#include "credentials/program.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cstdlib>

#include "base/text.h"

namespace berth::credentials {

namespace {

constexpr std::size_t longest_answer = 64 * 1024;

std::optional<std::string> text_at(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  if (found == nullptr || !found->is_string()) return std::nullopt;
  return std::string(found->get_string());
}

Error failure(int status) {
  if (status == 126 || status == 127) return {ErrorKind::remote, "can't be run"};
  if (status > 128) return {ErrorKind::remote, fmt::format("was ended by signal {}", status - 128)};
  return {ErrorKind::remote, fmt::format("failed with status {}", status)};
}

// What to do about it goes with every failure: only by hand its own words can be seen without ending up in a log.
Error advised(const Error& error, const std::string& program, const std::string& server_address) {
  if (error.kind == ErrorKind::cancelled) return error;
  return {error.kind, fmt::format("{} {}: see what `echo {} | {} get` says", program, error.text,
                                  text::printable(server_address), program)};
}

}  // namespace

std::string own_search_path() {
  const char* path = std::getenv("PATH");
  return path != nullptr && *path != '\0' ? path : "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

std::string find_program(const std::string& name, const std::string& search_path) {
  for (auto folder : text::split(search_path, ':')) {
    if (!folder.starts_with('/')) continue;
    auto path = fmt::format("{}/{}", folder, name);
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0) return path;
  }
  return {};
}

Result<std::optional<Credential>> read_answer(const process::Ending& ending) {
  auto said = text::trim(ending.output);
  if (said.starts_with("credentials not found")) return std::optional<Credential>();
  if (ending.status != 0) return failure(ending.status);
  boost::system::error_code error;
  auto parsed = boost::json::parse(said, error);
  const auto* object = error ? nullptr : parsed.if_object();
  auto username = object == nullptr ? std::nullopt : text_at(*object, "Username");
  auto secret = object == nullptr ? std::nullopt : text_at(*object, "Secret");
  if (!username || !secret)
    return Error{ErrorKind::protocol, "answered something else than an object with Username and Secret"};
  Credential credential;
  if (*username == "<token>") {
    credential.identity_token = *secret;
  } else {
    credential.username = *username;
    credential.password = *secret;
  }
  if (credential.is_empty()) return std::optional<Credential>();
  return std::optional<Credential>(std::move(credential));
}

Task<Result<std::optional<Credential>>> ask_program(Executor executor, std::string name, std::string server_address,
                                                    ProgramSettings settings) {
  auto program = "docker-credential-" + name;
  process::Command command;
  command.path = find_program(program, settings.search_path);
  if (command.path.empty())
    co_return Error{ErrorKind::not_found, fmt::format("{} is not in {}: install it", program, settings.search_path)};
  command.arguments.emplace_back("get");
  command.environment["PATH"] = settings.search_path;
  command.environment["HOME"] = settings.home;
  command.input = server_address;
  process::Limits limits{settings.limit, longest_answer};
  auto ending = co_await process::run(executor, std::move(command), limits);
  if (!ending) co_return advised(ending.error(), program, server_address);
  auto answer = read_answer(*ending);
  if (!answer) co_return advised(answer.error(), program, server_address);
  co_return std::move(*answer);
}

}  // namespace berth::credentials
