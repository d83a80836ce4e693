#include "supervise/image_tidying.h"

#include <algorithm>
#include <set>

#include "docker/images.h"
#include "docker/reference.h"

namespace berth::supervise {

namespace {

// Nobody tagged it but the pull that brought it, and no descriptor names it any more.
bool is_only_ours(const docker::ImageState& image, const std::string& reference, const std::set<std::string>& in_use) {
  auto own = docker::Reference::parse(reference);
  if (!own || image.repo_digests.empty()) return false;  // one that no registry has was built here
  if (image.repo_tags.empty()) return true;
  auto is_own = [&own](const std::string& tag) {
    auto parsed = docker::Reference::parse(tag);
    return parsed && parsed->is_same_repository(*own) && parsed->tag() == own->tag();
  };
  return !in_use.contains(reference) && std::all_of(image.repo_tags.begin(), image.repo_tags.end(), is_own);
}

std::set<std::string> references_in_use(Shared& shared) {
  std::set<std::string> references;
  for (const auto& [service, entry] : shared.catalogue.entries()) {
    references.insert(entry.reading.spec.container.image);
    shared.ledger.of(service);  // what a stopped one needs is needed, too
  }
  return references;
}

}  // namespace

std::vector<ImageVersion> superfluous_images(const Ledger& ledger, const std::string& service, int keep) {
  std::set<std::string> needed;
  for (const auto& [name, record] : ledger.all()) {
    if (record.good) needed.insert(record.good->id);
    if (record.previous) needed.insert(record.previous->id);
    if (name != service && !record.history.empty()) needed.insert(record.history.back().image.id);
  }
  std::vector<ImageVersion> superfluous;
  std::set<std::string> seen;
  auto found = ledger.all().find(service);
  if (found == ledger.all().end()) return superfluous;
  const auto& history = found->second.history;
  for (auto run = history.rbegin(); run != history.rend(); ++run) {
    bool is_another = seen.insert(run->image.id).second;
    if (!is_another || needed.contains(run->image.id) || static_cast<int>(seen.size()) <= keep) continue;
    superfluous.push_back(run->image);
  }
  std::reverse(superfluous.begin(), superfluous.end());
  return superfluous;
}

// The engine itself refuses to remove what a container uses, as long as nobody forces it.
Task<> tidy_images(Shared& shared, std::string service, int keep) {
  auto in_use = references_in_use(shared);
  auto superfluous = superfluous_images(shared.ledger, service, keep);
  for (const auto& version : superfluous) {
    auto image = co_await docker::inspect_image(shared.engine, version.id);
    if (!image || !is_only_ours(*image, version.reference, in_use)) continue;
    auto name = image->repo_tags.empty() ? version.id : image->repo_tags.front();
    auto removed = co_await docker::remove_image(shared.engine, name);
    if (removed)
      log::info("removed the old image {} ({}) of {}", version.reference, short_name(version.name()), service);
    else if (removed.error().kind != ErrorKind::conflict)
      log::warning("remove the old image {} of {}: {}", short_name(version.name()), service, removed.error().text);
  }
}

}  // namespace berth::supervise
