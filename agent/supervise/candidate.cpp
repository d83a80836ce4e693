#include "supervise/candidate.h"

#include <fmt/format.h>

#include "docker/reference.h"

namespace berth::supervise {

std::string Candidate::text() const {
  auto text = image.reference.empty() ? spec.container.image : image.reference;
  if (!image.name().empty()) text += fmt::format(" ({})", short_name(image.name()));
  if (!stale_text.empty()) text += ", " + stale_text;
  if (is_before) return fmt::format("the container from before the restart, {}: {}", text, instead_of);
  if (!instead_of.empty()) text = fmt::format("the last good image {}: {}", text, instead_of);
  return text;
}

ImageVersion version_of(const docker::ImageState& image, const std::string& reference) {
  auto parsed = docker::Reference::parse(reference);
  auto digest = parsed ? docker::digest_for(*parsed, image.repo_digests) : std::nullopt;
  return {reference, image.id, digest.value_or("")};
}

std::string short_name(const std::string& digest) {
  return digest.substr(0, std::string("sha256:").size() + 12);
}

}  // namespace berth::supervise
