// What proves to a registry who asks. It leaves the process by header() alone: no message ever holds a part of it.
#pragma once

#include <string>

namespace berth::credentials {

struct Credential {
  std::string username, password;
  std::string identity_token;  // instead of a password: the registry gives access tokens for it
  std::string registry_token;  // an access token itself

  bool is_empty() const { return username.empty() && identity_token.empty() && registry_token.empty(); }
};

// The value of X-Registry-Auth. The engine gives the credential to the registry of that address only.
std::string header(const Credential& credential, const std::string& server_address);

}  // namespace berth::credentials
