// A container that runs or is to run: the descriptor's version, the image chosen for it, and why that one.
#pragma once

#include <string>
#include <vector>

#include "base/on_write.h"
#include "docker/types.h"
#include "service/spec.h"
#include "supervise/record.h"

namespace berth::config {
struct HostFiles;
struct Reading;
}  // namespace berth::config

namespace berth::supervise {

struct Candidate {
  OnWrite<service::Spec> spec;
  std::string descriptor_hash;  // of the texts that the spec was read from
  bool has_spec = false;
  std::vector<std::string> environment;  // "K=V"; secret
  std::vector<std::string> files;        // those that a Compose project is made of
  ImageVersion image;
  std::string create_from;   // what the engine is told: a name that means this image, or its id
  bool is_stale = false;     // from the cache, because the registry could not be asked
  std::string stale_text;    // "from the cache, last confirmed …"
  std::string instead_of;    // what is in quarantine, and why; empty unless the last good image stands in for it
  bool is_before = false;    // the container from before a restart, which is back; instead_of says why
  bool on_trial = false;     // new, and there is a last good one to fall back to
  bool probed_well = false;  // our own probe has found it healthy
  std::string container_id;
  std::optional<Baseline> baseline;  // of its first start
  std::string container_name;        // that it has now

  // "nginx:latest (sha256:0123456789ab), from the cache, …"
  std::string text() const;
};

// What a descriptor says, with the files that it names as they were found.
Candidate candidate_from(const config::Reading& reading, config::HostFiles files);

// The build that the reference meant when the engine described it so.
ImageVersion version_of(const docker::ImageState& image, const std::string& reference);

// "sha256:0123456789ab": enough to tell images apart.
std::string short_name(const std::string& digest);

}  // namespace berth::supervise
