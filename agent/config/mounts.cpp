#include "config/mounts.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "config/checked.h"
#include "config/mount_words.h"
#include "config/paths.h"

namespace berth::config {

namespace {

using service::Mount;

const std::vector<std::string> mount_words = {"ro",      "rw",     "z",         "Z",         "shared",
                                              "rshared", "slave",  "rslave",    "private",   "rprivate",
                                              "nocopy",  "cached", "delegated", "consistent"};

struct Pieces {
  std::string_view source, target, options;
};

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

Result<Pieces> split(std::string_view text) {
  auto parts = text::split(text, ':');
  if (parts.size() < 2) return invalid("this is not of the form SOURCE:TARGET");
  if (parts.size() > 3) return invalid("this has too many colons for SOURCE:TARGET:OPTIONS");
  return Pieces{parts[0], parts[1], parts.size() > 2 ? parts[2] : std::string_view{}};
}

Result<void> read_options(std::string_view options, Mount& mount) {
  std::vector<std::string> further;
  int access_words = 0;
  for (auto word : text::split(options, ',')) {
    if (std::find(mount_words.begin(), mount_words.end(), word) == mount_words.end())
      return invalid(
          fmt::format("\"{}\" is no option of a mount ({})", text::printable(word, 40), text::join(mount_words, ", ")));
    if (word == "ro" || word == "rw") {
      mount.read_only = word == "ro";
      if (++access_words > 1) return invalid("ro or rw is given twice");
    } else {
      further.emplace_back(word);
    }
  }
  mount.options = text::join(further, ",");
  return {};
}

Result<std::string> volume_source(std::string_view source) {
  if (source.starts_with('/')) return absolute_path(source);
  if (is_volume_name(source)) return std::string(source);
  if (source.find('/') != std::string_view::npos || source.starts_with('.'))
    return invalid(
        fmt::format("\"{}\" is a relative path: write an absolute one, or use Config for the service's own folder",
                    text::printable(source, 120)));
  return invalid(fmt::format("\"{}\" is no name of a volume", text::printable(source, 120)));
}

Result<Mount> parse_volume(std::string_view text) {
  if (text.find(':') == std::string_view::npos)
    return invalid("a volume without a name would be lost at every start: write NAME:TARGET");
  auto pieces = split(text);
  if (!pieces) return pieces.error();
  auto source = volume_source(pieces->source);
  if (!source) return source.error();
  auto target = target_path(pieces->target);
  if (!target) return target.error();
  Mount mount;
  mount.source = *source;
  mount.target = *target;
  if (pieces->options.data() == nullptr) return mount;
  if (auto read = read_options(pieces->options, mount); !read) return read.error();
  return mount;
}

Result<Mount> parse_config(std::string_view text, const std::vector<std::string>& folders) {
  auto pieces = split(text);
  if (!pieces) return pieces.error();
  auto source = path_below(folders.front(), pieces->source);
  if (!source) return source.error();
  auto target = target_path(pieces->target);
  if (!target) return target.error();
  Mount mount;
  mount.source = *source;
  mount.target = *target;
  mount.read_only = true;
  mount.must_exist = true;
  if (folders.size() > 1) {
    auto otherwise = path_below(folders.back(), pieces->source);
    if (otherwise && *otherwise != mount.source) mount.otherwise = *otherwise;
  }
  if (pieces->options.data() == nullptr) return mount;
  if (auto read = read_options(pieces->options, mount); !read) return read.error();
  return mount;
}

Result<service::TmpfsMount> parse_tmpfs(std::string_view text) {
  auto colon = text.find(':');
  auto target = target_path(text.substr(0, colon));
  if (!target) return target.error();
  if (colon == std::string_view::npos) return service::TmpfsMount{*target, ""};
  auto options = text.substr(colon + 1);
  bool good = !options.empty() && std::all_of(options.begin(), options.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '=' || c == ',' || c == '%' || c == '_' || c == '.';
  });
  if (!good)
    return invalid(
        fmt::format("\"{}\" are no options of a tmpfs such as size=64m,mode=1777", text::printable(options, 80)));
  return service::TmpfsMount{*target, std::string(options)};
}

// NAME, with :ro or :rw.
bool is_other_container(std::string_view text) {
  bool has_mode = text.ends_with(":ro") || text.ends_with(":rw");
  return is_name(has_mode ? text.substr(0, text.size() - 3) : text);
}

class Targets {
 public:
  bool claim(const Field& field, Place place, const std::string& target) {
    if (taken_.insert(target).second) return true;
    field.complain(place, fmt::format("something is already mounted on {}", text::printable(target, 120)));
    return false;
  }

 private:
  std::set<std::string> taken_;
};

template <class AnyMount>
void add_mounts(const Field& field, Targets& targets, auto parse, std::vector<AnyMount>& mounts) {
  for (const auto& said : field.list()) {
    auto mount = parse(said.text);
    if (!mount) {
      field.complain(said.place, mount.error().text);
    } else if (targets.claim(field, said.place, mount->target)) {
      mount->place = said.place;
      mounts.push_back(std::move(*mount));
    }
  }
}

}  // namespace

void read_environment_files(const Field& field, std::string_view service_name, const Roots& roots,
                            std::vector<service::EnvironmentFile>& files) {
  for (const auto& said : field.list()) {
    service::EnvironmentFile file;
    file.place = said.place;
    file.optional = said.text.starts_with('-');
    auto found = candidates(std::string_view(said.text).substr(file.optional ? 1 : 0), service_name, roots);
    if (!found) {
      field.complain(said.place, found.error().text);
      continue;
    }
    file.candidates = std::move(*found);
    files.push_back(std::move(file));
  }
}

void read_mounts(Section& section, std::string_view service_name, const Roots& roots, service::Container& container) {
  Targets targets;
  auto folders = folders_of(service_name, roots);
  const auto& folder = folders.front();
  add_mounts(
      section.take("Config"), targets, [&](const std::string& text) { return parse_config(text, folders); },
      container.mounts);
  add_mounts(
      section.take("Volume"), targets, [](const std::string& text) { return parse_volume(text); }, container.mounts);
  add_mounts(
      section.take("Mount"), targets, [&](const std::string& text) { return parse_spelled_mount(text, folder); },
      container.spelled_mounts);
  container.volumes_from =
      read_checked_list(section.take("VolumesFrom"), is_other_container, "not of the form CONTAINER or CONTAINER:ro");
  auto tmpfs = section.take("Tmpfs");
  for (const auto& said : tmpfs.list()) {
    auto mount = parse_tmpfs(said.text);
    if (!mount)
      tmpfs.complain(said.place, mount.error().text);
    else if (targets.claim(tmpfs, said.place, mount->target))
      container.tmpfs.push_back(*mount);
  }
  read_environment_files(section.take("EnvironmentFile"), service_name, roots, container.environment_files);
}

}  // namespace berth::config
