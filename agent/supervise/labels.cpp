#include "supervise/labels.h"

#include "docker/images.h"

namespace berth::supervise {

bool is_beside(const docker::ContainerState& container) {
  const auto& name = container.name;
  return name.ends_with(next_suffix) || name.ends_with(before_suffix) || name.ends_with(pre_run_suffix);
}

std::string label_of(const docker::ContainerState& container, const char* label) {
  auto found = container.labels.find(label);
  return found == container.labels.end() ? "" : found->second;
}

Task<Result<bool>> is_labelled_by_image(docker::Engine& engine, docker::ContainerState container) {
  auto image = co_await docker::inspect_image(engine, container.image_id);
  if (image) co_return image->labels.contains(service_label);
  if (image.error().kind == ErrorKind::not_found) co_return false;
  co_return image.error();
}

}  // namespace berth::supervise
