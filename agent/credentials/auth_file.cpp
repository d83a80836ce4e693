#include "credentials/auth_file.h"

#include <algorithm>
#include <boost/json/parser.hpp>
#include <boost/json/value.hpp>

#include "base/text.h"
#include "credentials/base64.h"

namespace berth::credentials {

namespace {

std::string place_in(std::string_view text, std::size_t at) {
  auto before = text.substr(0, at);
  auto line = std::count(before.begin(), before.end(), '\n') + 1;
  auto begin = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("{}:{}", line, before.size() - begin + 1);
}

// Absent and null are the same: nothing.
const boost::json::value* member(const boost::json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found == nullptr || found->is_null() ? nullptr : found;
}

// All keys that mean the repository, the closest first.
std::vector<std::string_view> keys_for(const Repository& repository, const boost::json::object& object) {
  std::vector<std::pair<std::size_t, std::string_view>> found;
  for (const auto& [key, value] : object)
    if (auto closeness = repository.closeness(key)) found.emplace_back(closeness, key);
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<std::string_view> keys;
  for (const auto& [closeness, key] : found) keys.push_back(key);
  return keys;
}

bool is_program_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

}  // namespace

Result<AuthFile> AuthFile::parse(std::string name, std::string_view text) {
  boost::json::parser parser;
  boost::system::error_code error;
  auto read = parser.write_some(text.data(), text.size(), error);
  auto rest = text.find_first_not_of(" \t\r\n", read);
  if (!error && rest != std::string_view::npos) {
    read = rest;
    error = boost::json::error::extra_data;
  }
  if (error)
    return Error{ErrorKind::invalid, fmt::format("{}:{}: not JSON: {}", name, place_in(text, read), error.message())};
  auto value = parser.release();
  auto* root = value.if_object();
  if (root == nullptr) return Error{ErrorKind::invalid, fmt::format("{}: the whole must be a JSON object", name)};
  return AuthFile(std::move(name), std::move(*root));
}

Error AuthFile::wrong(std::string_view what) const {
  return {ErrorKind::invalid, fmt::format("{}: {}", name_, what)};
}

Result<std::string> AuthFile::program(const Repository& repository) const {
  const boost::json::value* program = member(root_, "credsStore");
  std::string place = "credsStore";
  if (const auto* value = member(root_, "credHelpers")) {
    const auto* programs = value->if_object();
    if (programs == nullptr) return wrong("credHelpers must be an object");
    if (auto keys = keys_for(repository, *programs); !keys.empty()) {
      program = member(*programs, keys.front());
      place = "credHelpers for " + text::printable(keys.front());
    }
  }
  if (program == nullptr) return std::string();
  const auto* name = program->if_string();
  if (name == nullptr) return wrong(place + " must be a text");
  // Docker takes an empty name for none, too.
  if (name->empty() || is_program_name(*name)) return std::string(*name);
  return wrong(place + R"( must be NAME of a program docker-credential-NAME: letters, digits, "-", "_" and ".")");
}

Result<std::optional<Credential>> AuthFile::credential(const Repository& repository) const {
  const auto* value = member(root_, "auths");
  if (value == nullptr) return std::optional<Credential>();
  const auto* entries = value->if_object();
  if (entries == nullptr) return wrong("auths must be an object");
  for (auto key : keys_for(repository, *entries)) {
    auto found = entry(key, entries->at(key));
    if (!found || *found) return found;
  }
  return std::optional<Credential>();
}

Result<std::optional<Credential>> AuthFile::entry(std::string_view key, const boost::json::value& value) const {
  auto place = "the entry for " + text::printable(key);
  if (value.is_null()) return std::optional<Credential>();
  const auto* object = value.if_object();
  if (object == nullptr) return wrong(place + " must be an object");
  Credential credential;
  std::string auth;
  for (auto [name, target] : {std::pair("username", &credential.username), std::pair("password", &credential.password),
                              std::pair("identitytoken", &credential.identity_token),
                              std::pair("registrytoken", &credential.registry_token), std::pair("auth", &auth)}) {
    const auto* found = member(*object, name);
    if (found == nullptr) continue;
    if (!found->is_string()) return wrong(fmt::format("{} in {} must be a text", name, place));
    *target = std::string(found->get_string());
  }
  if (!auth.empty()) {
    auto decoded = from_base64(auth);
    auto colon = decoded ? decoded->find(':') : std::string::npos;
    bool is_pair = colon != std::string::npos && colon > 0 && text::is_utf8(*decoded);
    if (!is_pair) return wrong(fmt::format("auth in {} must be the base64 of USER:PASSWORD", place));
    credential.username = decoded->substr(0, colon);
    credential.password = decoded->substr(colon + 1);
    // Docker of old padded passwords with NULs.
    credential.password.erase(credential.password.find_last_not_of('\0') + 1);
  }
  // `docker login` with a credential program leaves an entry with nothing in it.
  if (credential.is_empty()) return std::optional<Credential>();
  return std::optional<Credential>(std::move(credential));
}

}  // namespace berth::credentials
