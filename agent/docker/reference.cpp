#include "docker/reference.h"

#include <algorithm>

#include "base/text.h"

namespace berth::docker {

namespace {

constexpr std::size_t longest_repository = 255;
constexpr std::size_t longest_tag = 128;

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_lower_or_digit(char c) {
  return is_lower(c) || is_digit(c);
}
bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f');
}
bool is_word(char c) {
  return is_lower_or_digit(c) || is_upper(c) || c == '_';
}
bool is_host(char c) {
  return is_lower_or_digit(c) || is_upper(c) || c == '.' || c == '-' || c == '[' || c == ']' || c == ':';
}

// The separators that may stand between letters: one dot, one or two underscores, any number of dashes.
bool is_separator(std::string_view text) {
  return text == "." || text == "_" || text == "__" || text.find_first_not_of('-') == std::string_view::npos;
}

bool is_path_part(std::string_view part) {
  if (part.empty() || !is_lower_or_digit(part.front()) || !is_lower_or_digit(part.back())) return false;
  while (true) {
    auto from = std::find_if_not(part.begin(), part.end(), is_lower_or_digit);
    if (from == part.end()) return true;
    auto to = std::find_if(from, part.end(), is_lower_or_digit);
    if (!is_separator({from, to})) return false;
    part.remove_prefix(static_cast<std::size_t>(to - part.begin()));
  }
}

bool is_tag(std::string_view tag) {
  return !tag.empty() && tag.size() <= longest_tag && is_word(tag.front()) &&
         std::all_of(tag.begin(), tag.end(), [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

bool is_digest(std::string_view digest) {
  auto length = digest.starts_with("sha256:") ? 64 : digest.starts_with("sha512:") ? 128 : 0;
  return length != 0 && digest.size() == 7u + static_cast<unsigned>(length) &&
         std::all_of(digest.begin() + 7, digest.end(), is_hex);
}

// The first part is a host if it could not be a folder of Docker Hub.
bool is_host_part(std::string_view part) {
  return part == "localhost" || part.find_first_of(".:") != std::string_view::npos ||
         std::any_of(part.begin(), part.end(), is_upper);
}

// "registry:5000" of "registry:5000/team/web", else nothing.
std::string_view host_of(std::string_view repository) {
  auto slash = repository.find('/');
  if (slash == std::string_view::npos || !is_host_part(repository.substr(0, slash))) return {};
  return repository.substr(0, slash);
}

std::string_view path_of(std::string_view repository) {
  auto host = host_of(repository);
  return host.empty() ? repository : repository.substr(host.size() + 1);
}

// What is wrong with a repository's name, or nothing.
std::string_view fault_of(std::string_view repository) {
  if (repository.empty()) return "it has no repository";
  if (repository.size() > longest_repository) return "it is too long";
  auto host = host_of(repository);
  if (!std::all_of(host.begin(), host.end(), is_host)) return "the registry is not a host name";
  auto path = path_of(repository);
  if (std::any_of(path.begin(), path.end(), is_upper)) return "a repository's name must be lower-case";
  for (auto part : text::split(path, '/'))
    if (!is_path_part(part)) return "a repository's name has letters and digits with . _ - between them";
  if (repository.size() == 64 && std::all_of(repository.begin(), repository.end(), is_hex))
    return "it looks like an image id";
  return {};
}

std::string normal(const Reference& reference) {
  auto registry = reference.registry();
  std::string path(path_of(reference.repository()));
  if (registry == "index.docker.io") registry = "docker.io";
  if (registry == "docker.io" && path.find('/') == std::string::npos) path = "library/" + path;
  return registry + "/" + path;
}

}  // namespace

Result<Reference> Reference::parse(std::string_view text) {
  auto refuse = [text](std::string_view why) {
    return Error{ErrorKind::invalid, fmt::format("\"{}\" is not an image's name: {}", text::printable(text, 100), why)};
  };
  Reference reference;
  auto rest = text;
  if (auto at = rest.find('@'); at != std::string_view::npos) {
    if (!is_digest(rest.substr(at + 1))) return refuse("a digest is sha256: and 64 hexadecimal digits");
    reference.digest_ = rest.substr(at + 1);
    rest = rest.substr(0, at);
  }
  // A colon before the last slash belongs to the registry's port.
  auto slash = rest.rfind('/');
  auto colon = rest.find(':', slash == std::string_view::npos ? 0 : slash);
  if (colon != std::string_view::npos) {
    if (!is_tag(rest.substr(colon + 1))) return refuse("a tag has up to 128 letters, digits and _ . -");
    reference.tag_ = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  if (auto fault = fault_of(rest); !fault.empty()) return refuse(fault);
  reference.repository_ = rest;
  if (reference.tag_.empty() && reference.digest_.empty()) reference.tag_ = "latest";
  return reference;
}

std::string Reference::registry() const {
  auto host = host_of(repository_);
  return host.empty() ? "docker.io" : std::string(host);
}

std::string Reference::text() const {
  auto whole = repository_;
  if (!tag_.empty()) whole += ":" + tag_;
  if (!digest_.empty()) whole += "@" + digest_;
  return whole;
}

bool Reference::is_same_repository(const Reference& other) const {
  return normal(*this) == normal(other);
}

std::optional<std::string> digest_for(const Reference& reference, const std::vector<std::string>& repo_digests) {
  for (const auto& entry : repo_digests) {
    auto candidate = Reference::parse(entry);
    if (candidate && !candidate->digest().empty() && candidate->is_same_repository(reference))
      return candidate->digest();
  }
  return std::nullopt;
}

}  // namespace berth::docker
