// Which X-Registry-Auth header does a pull need? Asks credentials files in Docker's form, and the programs that they
// name. No error, log line or other text ever has a secret in it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "credentials/auth_file.h"
#include "credentials/program.h"

namespace berth::credentials {

struct Sources {
  std::string host_file = "/etc/berth/auth.json";         // Berth's own
  std::string docker_file = "/root/.docker/config.json";  // what `docker login` writes
  ProgramSettings programs;
};

class Credentials {
 public:
  Credentials(Executor executor, Sources sources) : executor_(std::move(executor)), sources_(std::move(sources)) {}
  Credentials(const Credentials&) = delete;
  Credentials& operator=(const Credentials&) = delete;

  // For an image of ("registry:5000", "registry:5000/team/web") as docker::Reference has them. Empty: none is known,
  // pull without. A service with an AuthFile of its own (absolute, may be empty) has that one alone, and it must exist;
  // others have the host's files, the first that knows something. The object must outlive the call.
  Task<Result<std::string>> header_for(std::string registry, std::string repository, std::string auth_file);

 private:
  Task<Result<std::optional<Credential>>> ask(std::string path, std::string text, Repository place);
  void warn_if_others_can_read(const std::string& path);

  Executor executor_;
  Sources sources_;
  std::set<std::string> warned_;
};

}  // namespace berth::credentials
