#include "import/inspect_mounts.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "import/asked.h"
#include "import/command_line.h"
#include "import/json_value.h"

namespace berth::importing {

namespace {

namespace json = boost::json;

const std::string container = "Container";

// One mount in the words of `docker run --mount`.
class MountWords {
 public:
  explicit MountWords(const json::value& mount) : mount_(mount) {}
  std::string words();

 private:
  void add(const std::string& key, const std::string& value) {
    if (!value.empty()) fields_.push_back(csv_field(fmt::format("{}={}", key, value)));
  }
  void add_switch(const std::string& key, const json::value& value) {
    if (value == true) fields_.push_back(key);
  }
  void add_pairs(const std::string& key, const json::value& value) {
    for (const auto& [name, text] : text_pairs(value)) add(key, fmt::format("{}={}", name, text));
  }

  const json::value& mount_;
  std::vector<std::string> fields_;
};

std::string MountWords::words() {
  const auto& bind = at(mount_, "BindOptions");
  const auto& volume = at(mount_, "VolumeOptions");
  const auto& tmpfs = at(mount_, "TmpfsOptions");
  for (auto [key, name] : {std::pair("type", "Type"), std::pair("source", "Source"), std::pair("target", "Target")})
    add(key, text_of(at(mount_, name)));
  add_switch("readonly", at(mount_, "ReadOnly"));
  add("consistency", text_of(at(mount_, "Consistency")));
  add("bind-propagation", text_of(at(bind, "Propagation")));
  add_switch("bind-nonrecursive", at(bind, "NonRecursive"));
  add_switch("volume-nocopy", at(volume, "NoCopy"));
  add("volume-subpath", text_of(at(volume, "Subpath")));
  add("volume-driver", text_of(at(at(volume, "DriverConfig"), "Name")));
  add_pairs("volume-opt", at(at(volume, "DriverConfig"), "Options"));
  add_pairs("volume-label", at(volume, "Labels"));
  add("image-subpath", text_of(at(at(mount_, "ImageOptions"), "Subpath")));
  if (auto size = number_of(at(tmpfs, "SizeBytes")); size != 0) add("tmpfs-size", std::to_string(size));
  if (auto mode = number_of(at(tmpfs, "Mode")); mode != 0) add("tmpfs-mode", fmt::format("{:o}", mode));
  return text::join(fields_, ",");
}

class Mounts {
 public:
  Mounts(const json::value& whole, const json::value* image, DockerRun& run, Draft& draft)
      : whole_(whole), image_(image), run_(run), draft_(draft) {}
  void ask_for_all();

 private:
  void ask_for(const json::value& mount);
  void leave_out_rest(const json::value& mount);
  void take_nameless(const std::string& target);
  bool is_bound(const std::string& target) const;

  const json::value& whole_;
  const json::value* image_;
  const json::value& host_ = at(whole_, "HostConfig");
  DockerRun& run_;
  Draft& draft_;
};

// What has no word of its own in --mount that Berth has, and leaves the mount as it is otherwise.
void Mounts::leave_out_rest(const json::value& mount) {
  for (auto [part, key] : {std::pair("BindOptions", "ReadOnlyNonRecursive"),
                           std::pair("BindOptions", "ReadOnlyForceRecursive"), std::pair("TmpfsOptions", "Options")})
    if (const auto& value = at(at(mount, part), key); !is_nothing(value))
      draft_.leave_out(container,
                       fmt::format("mount {}: {}: {}", text_of(at(mount, "Target")), key, json::serialize(value)),
                       "Berth has no key for it");
}

void Mounts::ask_for(const json::value& mount) {
  leave_out_rest(mount);
  const auto& bind = at(mount, "BindOptions");
  bool is_plain = text_of(at(mount, "Type")) == "bind" && at(bind, "NonRecursive") != true;
  if (is_plain && at(bind, "CreateMountpoint") == true) {  // as -v makes it, where --mount does not
    auto words = text_of(at(bind, "Propagation"));
    if (at(mount, "ReadOnly") == true) words = words.empty() ? "ro" : "ro," + words;
    auto value = fmt::format("{}:{}", text_of(at(mount, "Source")), text_of(at(mount, "Target")));
    return ask(run_, "volume", escaped_percent(words.empty() ? value : fmt::format("{}:{}", value, words)));
  }
  ask(run_, "mount", escaped_percent(MountWords(mount).words()));
}

bool Mounts::is_bound(const std::string& target) const {
  for (const auto& bind : texts(at(host_, "Binds")))
    if (auto parts = text::split(bind, ':'); parts.size() > 1 && parts[1] == target) return true;
  if (const auto* mounts = at(host_, "Mounts").if_array(); mounts != nullptr)
    for (const auto& one : *mounts)
      if (text_of(at(one, "Target")) == target && !text_of(at(one, "Source")).empty()) return true;
  return !at(at(host_, "Tmpfs"), target).is_null();
}

// A volume that nobody named belongs to this container, and the next one gets another.
void Mounts::take_nameless(const std::string& target) {
  if (is_bound(target)) return;
  std::string name;
  if (const auto* mounts = at(whole_, "Mounts").if_array(); mounts != nullptr)
    for (const auto& one : *mounts)
      if (text_of(at(one, "Destination")) == target) name = text_of(at(one, "Name"));
  bool is_of_image = image_ != nullptr && !at(at(*image_, "Volumes"), target).is_null();
  auto where = name.empty() ? "" : fmt::format(", and what is in this one stays in {}", name);
  auto advice = fmt::format("every container gets a new one{}: give it a name, as in Volume: NAME:{}", where, target);
  if (!is_of_image) return draft_.leave_out(container, "--volume " + target, advice);
  if (!name.empty()) draft_.remark(container, fmt::format("{} is a volume of the image's: {}", target, advice));
}

void Mounts::ask_for_all() {
  for (const auto& bind : texts(at(host_, "Binds"))) ask(run_, "volume", escaped_percent(bind));
  for (const auto& [target, options] : text_pairs(at(host_, "Tmpfs")))
    ask(run_, "tmpfs", escaped_percent(options.empty() ? target : fmt::format("{}:{}", target, options)));
  if (const auto* mounts = at(host_, "Mounts").if_array(); mounts != nullptr)
    for (const auto& one : *mounts) {
      bool is_nameless = text_of(at(one, "Type")) == "volume" && text_of(at(one, "Source")).empty();
      if (is_nameless)
        take_nameless(text_of(at(one, "Target")));
      else
        ask_for(one);
    }
  if (const auto* volumes = at(at(whole_, "Config"), "Volumes").if_object(); volumes != nullptr)
    for (const auto& [target, nothing] : *volumes) take_nameless(target);
}

}  // namespace

void ask_for_mounts(const json::value& whole, const json::value* image, DockerRun& run, Draft& draft) {
  Mounts(whole, image, run, draft).ask_for_all();
}

}  // namespace berth::importing
