// Removes a service's old images. What a container, a rollback, another service or somebody's tag needs stays.
#pragma once

#include <string>

#include "supervise/candidate.h"
#include "supervise/shared.h"

namespace berth::supervise {

Task<> tidy_images(Shared& shared, std::string service, int keep);

// Of the service's own images those that nothing of ours needs any more, oldest first. Pure.
std::vector<ImageVersion> superfluous_images(const Ledger& ledger, const std::string& service, int keep);

}  // namespace berth::supervise
