#include "credentials/credential.h"

#include "support/catch.h"

using namespace berth::credentials;

// What Docker's own client sends: base64url with padding, of JSON.
TEST_CASE("a password, an identity token and a registry token each have their header", "[credentials]") {
  Credential password;
  password.username = "ann";
  password.password = "s3cret?>";
  CHECK(header(password, "registry:5000") ==
        "eyJ1c2VybmFtZSI6ImFubiIsInBhc3N3b3JkIjoiczNjcmV0Pz4iLCJzZXJ2ZXJhZGRyZXNzIjoicmVnaXN0cnk6NTAwMCJ9");
  Credential identity;
  identity.username = "ann";
  identity.identity_token = "t";
  CHECK(header(identity, "r") == "eyJpZGVudGl0eXRva2VuIjoidCIsInNlcnZlcmFkZHJlc3MiOiJyIn0=");
  Credential token;
  token.registry_token = "t";
  CHECK(header(token, "r") == "eyJyZWdpc3RyeXRva2VuIjoidCIsInNlcnZlcmFkZHJlc3MiOiJyIn0=");
}

TEST_CASE("a header has no character that could end it", "[credentials]") {
  Credential odd;
  odd.username = "a\"b\\c";
  odd.password = "\r\nX-Other: \xc3\xa4 \x01\x7f";
  CHECK(header(odd, "r").find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=") ==
        std::string::npos);
}

TEST_CASE("a credential with a name or a token is one", "[credentials]") {
  CHECK(Credential().is_empty());
  Credential password_alone;
  password_alone.password = "x";
  CHECK(password_alone.is_empty());
  Credential name;
  name.username = "ann";
  CHECK_FALSE(name.is_empty());
}
