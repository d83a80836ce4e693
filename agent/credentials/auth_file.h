// A file of credentials in Docker's form (config.json, auth.json), read. Its errors name places, never contents. Pure.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "credentials/credential.h"
#include "credentials/repository.h"

namespace berth::credentials {

class AuthFile {
 public:
  // `name` is the file's, for messages.
  static Result<AuthFile> parse(std::string name, std::string_view text);

  // The NAME of the program docker-credential-NAME to ask first (credHelpers, else credsStore); empty: there is none.
  Result<std::string> program(const Repository& repository) const;

  // What the file itself has (auths): of the closest entry that is not empty.
  Result<std::optional<Credential>> credential(const Repository& repository) const;

 private:
  AuthFile(std::string name, boost::json::object root) : name_(std::move(name)), root_(std::move(root)) {}
  Result<std::optional<Credential>> entry(std::string_view key, const boost::json::value& value) const;
  Error wrong(std::string_view what) const;

  std::string name_;
  boost::json::object root_;
};

}  // namespace berth::credentials
