#include "docker/mounts_body.h"

#include <algorithm>

#include "base/text.h"
#include "docker/put.h"

namespace berth::docker {

namespace {

namespace json = boost::json;

bool is_propagation(std::string_view option) {
  constexpr std::string_view words[] = {"private", "rprivate", "shared", "rshared", "slave", "rslave"};
  return std::find(std::begin(words), std::end(words), option) != std::end(words);
}

// As Mounts the engine refuses a source that is missing, as Binds it makes a folder there. But Mounts cannot say
// SELinux labels and the like; then the check before the creation must do.
bool goes_to_mounts(const service::Mount& mount) {
  return mount.must_exist && (mount.options.empty() || is_propagation(mount.options));
}

json::object as_mount(const service::Mount& mount) {
  json::object entry{{"Type", "bind"}, {"Source", mount.source}, {"Target", mount.target}};
  if (mount.read_only) entry["ReadOnly"] = true;
  if (!mount.options.empty()) entry["BindOptions"] = json::object{{"Propagation", mount.options}};
  return entry;
}

std::string as_bind(const service::Mount& mount) {
  std::vector<std::string> words;
  if (mount.read_only) words.emplace_back("ro");
  if (!mount.options.empty()) words.push_back(mount.options);
  auto bind = fmt::format("{}:{}", mount.source, mount.target);
  return words.empty() ? bind : fmt::format("{}:{}", bind, text::join(words, ","));
}

json::object volume_options(const service::SpelledMount& mount) {
  json::object options, driver;
  put_flag(options, "NoCopy", mount.no_copy);
  put(options, "Labels", texts_by_key(mount.labels));
  put(driver, "Name", mount.driver);
  put(driver, "Options", texts_by_key(mount.driver_options));
  put(options, "DriverConfig", std::move(driver));
  return options;
}

json::object as_mount(const service::SpelledMount& mount) {
  json::object entry{{"Type", mount.type}, {"Target", mount.target}};
  put(entry, "Source", mount.source);
  put_flag(entry, "ReadOnly", mount.read_only);
  put(entry, "Consistency", mount.consistency);
  json::object bind, tmpfs;
  put(bind, "Propagation", mount.propagation);
  put_flag(bind, "NonRecursive", mount.non_recursive);
  put(entry, "BindOptions", std::move(bind));
  put(entry, "VolumeOptions", volume_options(mount));
  put(tmpfs, "SizeBytes", mount.tmpfs_size);
  put(tmpfs, "Mode", mount.tmpfs_mode);
  put(entry, "TmpfsOptions", std::move(tmpfs));
  return entry;
}

}  // namespace

void put_mounts(json::object& host, const service::Container& spec) {
  json::array mounts;
  std::vector<std::string> binds;
  for (const auto& mount : spec.mounts) {
    if (goes_to_mounts(mount))
      mounts.push_back(as_mount(mount));
    else
      binds.push_back(as_bind(mount));
  }
  for (const auto& mount : spec.spelled_mounts) mounts.push_back(as_mount(mount));
  put(host, "Binds", binds);
  put(host, "Mounts", std::move(mounts));
  json::object tmpfs;
  for (const auto& mount : spec.tmpfs) tmpfs[mount.target] = mount.options;
  put(host, "Tmpfs", std::move(tmpfs));
  put(host, "VolumesFrom", spec.volumes_from);
}

}  // namespace berth::docker
