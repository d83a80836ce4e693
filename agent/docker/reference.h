// The name of an image: "nginx", "registry:5000/team/web:1.2", "redis@sha256:…". Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::docker {

class Reference {
 public:
  // With ":latest" added where neither a tag nor a digest is given. The error says what is wrong with the name.
  static Result<Reference> parse(std::string_view text);

  const std::string& repository() const { return repository_; }  // as written: "registry:5000/team/web"
  const std::string& tag() const { return tag_; }                // may be empty if there is a digest
  const std::string& digest() const { return digest_; }          // "sha256:…" or empty
  // What identifies the image in the repository: the digest if there is one, else the tag.
  const std::string& version() const { return digest_.empty() ? tag_ : digest_; }
  std::string registry() const;  // "registry:5000"; "docker.io" where none is written
  std::string text() const;      // the whole, as one would write it

  // Whether both mean the same repository: "nginx" is "docker.io/library/nginx".
  bool is_same_repository(const Reference& other) const;

 private:
  std::string repository_, tag_, digest_;
};

// Of an image's RepoDigests the digest ("sha256:…") that it has in this reference's repository.
std::optional<std::string> digest_for(const Reference& reference, const std::vector<std::string>& repo_digests);

}  // namespace berth::docker
