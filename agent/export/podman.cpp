#include "export/podman.h"

#include <algorithm>
#include <utility>

#include "config/image.h"
#include "export/mount_option.h"

namespace berth::exporting {

namespace {

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> all) {
  return std::find(all.begin(), all.end(), word) != all.end();
}

// The words that Podman takes; what it refuses is told.
template <class Test>
std::string kept_words(const std::string& options, const std::string& where, Test is_known, Notes& notes) {
  std::vector<std::string> kept;
  for (auto word : text::split(options, ',')) {
    if (word.empty() || is_known(word))
      kept.emplace_back(word);
    else
      notes.leave_out(fmt::format("{}: {}", where, word), "Podman refuses that option");
  }
  return text::join(kept, ",");
}

bool is_tmpfs_word(std::string_view word) {
  return is_one_of(word, {"ro", "rw", "exec", "noexec", "suid", "nosuid", "dev", "nodev"}) ||
         word.starts_with("size=") || word.starts_with("mode=");
}

// Of a volume; no_copy has a word in Volume= alone.
void settle_spelled(service::SpelledMount& mount, Notes& notes) {
  auto leave_out = [&](std::string_view word) {
    notes.leave_out(fmt::format("Mount: {} of {}", word, mount.target), "Podman has no such option");
  };
  if (mount.no_copy) leave_out("volume-nocopy");
  if (!is_one_of(mount.driver, {"", "local"})) leave_out("volume-driver");
  if (!mount.labels.empty()) leave_out("volume-label");
  mount.no_copy = false;
  mount.driver.clear();
  mount.labels.clear();
}

void settle_mounts(service::Container& container, Notes& notes) {
  auto& spelled = container.spelled_mounts;
  for (auto one = spelled.begin(); one != spelled.end();) {
    service::SpelledMount plain;
    plain.source = one->source, plain.target = one->target, plain.read_only = one->read_only;
    plain.no_copy = true, plain.place = one->place;
    bool is_plain = *one == plain && !one->source.empty();
    if (is_plain) {
      container.mounts.push_back({one->source, one->target, one->read_only, "nocopy", false, "", one->place});
      one = spelled.erase(one);
    } else {
      settle_spelled(*one++, notes);
    }
  }
  for (auto& mount : container.mounts)
    mount.options = kept_words(
        mount.options, "Volume of " + mount.target, [](auto word) { return word != "consistent"; }, notes);
  for (auto& mount : container.tmpfs)
    mount.options = kept_words(mount.options, "Tmpfs " + mount.target, is_tmpfs_word, notes);
}

bool is_plain(const service::GpuRequest& gpus) {
  service::GpuRequest plain;
  plain.count = gpus.count, plain.device_ids = gpus.device_ids;
  return gpus == plain && (!gpus.count || *gpus.count == -1);
}

}  // namespace

service::Container for_podman(service::Container container, Notes& notes) {
  // Podman asks nobody where a short name is from, without a setting of its own.
  container.image = config::qualified_image(container.image);
  if (!is_one_of(container.log_driver, {"", "journald", "json-file", "k8s-file", "none", "passthrough"})) {
    notes.leave_out("LogDriver: " + container.log_driver, "Podman has no such driver");
    container.log_driver.clear();
  }
  settle_mounts(container, notes);
  if (!container.domain_name.empty())
    notes.leave_out("DomainName: " + std::exchange(container.domain_name, {}), "Podman has no domain of a container");
  if (container.health && container.health->start_interval) {
    container.health->start_interval.reset();
    notes.leave_out("HealthStartInterval", "Podman checks as often as ever while a container starts");
  }
  for (const auto& gpus : container.gpus)
    if (!is_plain(gpus)) notes.leave_out("GPUs: " + gpus_word(gpus), "Podman is told single devices: see AddDevice=");
  std::erase_if(container.gpus, [](const auto& gpus) { return !is_plain(gpus); });
  return container;
}

std::vector<std::string> gpu_devices(const service::Container& container) {
  std::vector<std::string> all;
  for (const auto& gpus : container.gpus) {
    if (gpus.count) all.emplace_back("nvidia.com/gpu=all");
    for (const auto& id : gpus.device_ids) all.push_back("nvidia.com/gpu=" + id);
  }
  return all;
}

}  // namespace berth::exporting
