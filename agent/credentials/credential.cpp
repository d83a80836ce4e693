#include "credentials/credential.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "credentials/base64.h"

namespace berth::credentials {

std::string header(const Credential& credential, const std::string& server_address) {
  boost::json::object object;
  if (!credential.registry_token.empty()) {
    object["registrytoken"] = credential.registry_token;
  } else if (!credential.identity_token.empty()) {
    object["identitytoken"] = credential.identity_token;
  } else {
    object["username"] = credential.username;
    object["password"] = credential.password;
  }
  object["serveraddress"] = server_address;
  return to_base64url(boost::json::serialize(object));
}

}  // namespace berth::credentials
