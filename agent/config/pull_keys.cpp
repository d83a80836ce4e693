#include "config/pull_keys.h"

#include <unistd.h>

#include "config/image.h"
#include "config/paths.h"

namespace berth::config {

namespace {

using service::Container;
using service::PullPolicy;

void read_policy(const Field& field, PullPolicy& policy) {
  auto said = field.one_of({"newer", "always", "missing", "never"});
  if (said == "always") policy = PullPolicy::always;
  if (said == "missing") policy = PullPolicy::missing;
  if (said == "never") policy = PullPolicy::never;
}

void read_auth_file(const Field& field, std::string_view service_name, const Roots& roots, std::string& auth_file) {
  auto said = field.text();
  if (!said) return;
  auto found = candidates(*said, service_name, roots);
  if (!found) return field.complain(found.error().text);
  // When there is none, the first is the one to be told of: it is where such a file belongs.
  auth_file = found->front();
  for (const auto& path : *found) {
    if (::access(path.c_str(), F_OK) != 0) continue;
    auth_file = path;
    return;
  }
}

}  // namespace

void read_pull(Section& section, std::string_view service_name, const Roots& roots, Container& container) {
  auto image = section.take("Image");
  if (auto said = image.text()) {
    if (auto complete = complete_image(*said))
      container.image = *complete;
    else
      image.complain(complete.error().text);
  }
  read_policy(section.take("Pull"), container.pull);
  if (auto retries = section.take("PullRetry").number(0, 100)) container.pull_retries = static_cast<int>(*retries);
  auto delay = section.take("PullRetryDelay").duration(std::chrono::milliseconds(10), std::chrono::hours(1));
  container.pull_retry_delay = delay.value_or(container.pull_retry_delay);
  read_auth_file(section.take("AuthFile"), service_name, roots, container.auth_file);
}

}  // namespace berth::config
