#include "supervise/candidate.h"

#include <fmt/format.h>

#include "config/descriptor.h"
#include "config/host_files.h"
#include "docker/reference.h"

namespace berth::supervise {

std::string Candidate::text() const {
  auto text = image.reference.empty() ? spec->container.image : image.reference;
  if (!image.name().empty()) text += fmt::format(" ({})", short_name(image.name()));
  if (!stale_text.empty()) text += ", " + stale_text;
  if (is_before) return fmt::format("the container from before the restart, {}: {}", text, instead_of);
  if (!instead_of.empty()) text = fmt::format("the last good image {}: {}", text, instead_of);
  return text;
}

namespace {

// Without files of its own for that, Compose reads the .env beside the first of its files.
std::vector<std::string> files_of_project(const config::HostFiles& files) {
  auto all = files.compose_files;
  if (all.empty()) return all;
  if (files.compose_env_files.empty()) all.push_back(all.front().substr(0, all.front().rfind('/') + 1) + ".env");
  all.insert(all.end(), files.compose_env_files.begin(), files.compose_env_files.end());
  return all;
}

}  // namespace

Candidate candidate_from(const config::Reading& reading, config::HostFiles files) {
  Candidate candidate;
  candidate.spec = reading.spec;
  candidate.has_spec = true;
  candidate.descriptor_hash = reading.hash;
  auto& container = candidate.spec.edit().container;
  container.mounts = std::move(files.mounts);
  container.devices = std::move(files.devices);
  container.seccomp = std::move(files.seccomp);
  candidate.environment = std::move(files.environment);
  candidate.files = files_of_project(files);
  candidate.image.reference = container.image;
  return candidate;
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
