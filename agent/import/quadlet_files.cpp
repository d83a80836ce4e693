#include "import/quadlet_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "import/command_line.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

// An option of `docker volume create` or `docker network create`.
struct CreateOption {
  std::string_view section, key, option, prefix;
};

constexpr std::array<CreateOption, 11> create_options = {{{"Volume", "Driver", "--driver", ""},
                                                          {"Volume", "Type", "--opt", "type="},
                                                          {"Volume", "Device", "--opt", "device="},
                                                          {"Volume", "Options", "--opt", "o="},
                                                          {"Volume", "Label", "--label", ""},
                                                          {"Network", "Driver", "--driver", ""},
                                                          {"Network", "Subnet", "--subnet", ""},
                                                          {"Network", "Gateway", "--gateway", ""},
                                                          {"Network", "IPRange", "--ip-range", ""},
                                                          {"Network", "Options", "--opt", ""},
                                                          {"Network", "Label", "--label", ""}}};
constexpr std::array<CreateOption, 2> create_switches = {
    {{"Network", "IPv6", "--ipv6", ""}, {"Network", "Internal", "--internal", ""}}};

const CreateOption* find(const auto& all, const Assignment& one) {
  auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& o) { return o.section == one.section && o.key == one.key; });
  return found == all.end() ? nullptr : &*found;
}

bool is_yes(std::string_view value) {
  return value == "true" || value == "yes" || value == "1" || value == "on";
}

std::string word(const std::string& text) {
  return !text.empty() && text::consists_of(text, "_./-:@%+=,") ? text : text::quoted(text);
}

// The words of Docker's command for one key; none if it is Podman's alone.
std::optional<std::vector<std::string>> create_words(const Assignment& one) {
  if (const auto* known = find(create_switches, one))
    return is_yes(one.value) ? std::vector<std::string>{std::string(known->option)} : std::vector<std::string>{};
  const auto* known = find(create_options, one);
  if (known == nullptr) return std::nullopt;
  auto values = one.key == "Label" ? split_line(one.value) : std::vector<std::string>{one.value};
  if (!values) return std::nullopt;
  std::vector<std::string> words;
  for (const auto& value : *values) {
    words.emplace_back(known->option);
    words.push_back(word(std::string(known->prefix) + value));
  }
  return words;
}

// Several keys may name one file.
void leave_out_once(std::string_view what, std::string_view why, Draft& draft) {
  auto note = not_carried_note(what, why);
  for (const auto& section : draft.sections())
    if (std::find(section.notes.begin(), section.notes.end(), note) != section.notes.end()) return;
  draft.leave_out(container, what, why);
}

// Berth makes volumes and networks with Docker's defaults: who wants more makes them by hand.
void tell_how_to_make(const std::string& file_name, const std::string& section, const std::string& name,
                      const UnitFile& file, Draft& draft) {
  std::vector<std::string> said, words = {"docker", section == "Volume" ? "volume" : "network", "create"};
  for (const auto& one : file.assignments) {
    if (one.section != section || one.key == section + "Name" || one.key == "ServiceName" || one.value.empty())
      continue;
    auto text = fmt::format("{}={}", one.key, one.value);
    auto more = create_words(one);
    if (!more) {
      leave_out_once(fmt::format("{}: {}", file_name, text), "it is Podman's", draft);
      continue;
    }
    said.push_back(std::move(text));
    words.insert(words.end(), more->begin(), more->end());
  }
  if (words.size() == 3) return;
  words.push_back(word(name));
  leave_out_once(fmt::format("{}: {}", file_name, text::join(said, ", ")),
                 fmt::format("make it before the first start: {}", text::join(words, " ")), draft);
}

// Of an image's file: what its key is with us, or why it is nothing.
std::string_view key_of_image(std::string_view key) {
  if (key == "Policy") return "Pull";
  if (key == "Retry") return "PullRetry";
  if (key == "RetryDelay") return "PullRetryDelay";
  return key == "AuthFile" ? key : "";
}

std::string_view why_not(std::string_view key) {
  if (key == "TLSVerify") return "tell the engine of the registry: insecure-registries in /etc/docker/daemon.json";
  if (key == "CertDir") return "put the certificates into /etc/docker/certs.d/REGISTRY";
  if (key == "Creds") return "write them into a file, and use AuthFile";
  if (key == "ImageTag") return "the image has the name that it is pulled by";
  if (key == "AllTags") return "a service needs one tag";
  return "it is Podman's";
}

bool is_platform(std::string_view key) {
  return key == "OS" || key == "Arch" || key == "Variant";
}

void take_platform(const std::string& file_name, const UnitFile& file, Draft& draft) {
  auto system = file.last("Image", "OS"), machine = file.last("Image", "Arch"), variant = file.last("Image", "Variant");
  if (system.empty() && machine.empty() && variant.empty()) return;
  auto platform = fmt::format("{}/{}", system.empty() ? "linux" : system, machine);
  if (!variant.empty()) platform += "/" + variant;
  auto origin = fmt::format("{}: OS={}, Arch={}, Variant={}", file_name, system, machine, variant);
  if (machine.empty()) return draft.leave_out(container, origin, "a Platform needs the architecture");
  draft.set(container, "Platform", platform, origin);
}

void take_image(const std::string& file_name, const UnitFile& file, Draft& draft) {
  auto origin = "Image=" + file_name;
  auto image = file.last("Image", "Image");
  if (image.starts_with("docker://")) image = image.substr(9);
  auto transport = image.substr(0, image.find(':'));
  for (auto other : {"docker-archive", "docker-daemon", "oci", "oci-archive", "dir", "containers-storage"})
    if (transport == other) return draft.leave_out(container, origin, fmt::format("{} is no registry's", image));
  if (image.empty()) return draft.leave_out(container, origin, "the file names no image");
  draft.set(container, "Image", image, origin);
  take_platform(file_name, file, draft);
  for (const auto& one : file.assignments) {
    if (one.section != "Image" || one.value.empty() || one.key == "Image" || is_platform(one.key)) continue;
    auto said = fmt::format("{}: {}={}", file_name, one.key, one.key == "Creds" ? "..." : one.value);
    bool is_usual = one.key == "ServiceName" || (one.key == "TLSVerify" && is_yes(one.value)) ||
                    (one.key == "AllTags" && !is_yes(one.value));
    auto key = key_of_image(one.key);
    bool is_elsewhere = !key.empty() && draft.find(container, key) != nullptr;  // the container's own key counts
    if (is_usual || is_elsewhere) continue;
    if (key.empty())
      draft.leave_out(container, said, why_not(one.key));
    else
      draft.set(container, key, with_fixed_specifiers(one.value), said);
  }
}

void take_build(const std::string& file_name, const UnitFile& file, Draft& draft) {
  auto tags = file.values("Build", "ImageTag");
  auto origin = "Image=" + file_name;
  if (tags.empty()) return draft.leave_out(container, origin, "Berth builds no images");
  draft.set(container, "Image", tags.front(), origin);
  draft.set(container, "Pull", "never", origin);
  draft.leave_out(container, origin,
                  fmt::format("Berth builds no images: docker build --tag {} before the first start", tags.front()));
}

}  // namespace

std::string name_from(const std::string& file_name, const Neighbour& neighbour, Draft& draft) {
  auto name = file_name.substr(0, file_name.rfind('.'));
  auto file = neighbour(file_name);
  if (!file) return name;
  std::string section = file_name.ends_with(".volume") ? "Volume" : "Network";
  if (auto said = file->last(section, section + "Name"); !said.empty()) name = said;
  tell_how_to_make(file_name, section, name, *file, draft);
  return name;
}

void take_image_file(const std::string& file_name, const Neighbour& neighbour, Draft& draft) {
  auto file = neighbour(file_name);
  bool is_build = file_name.ends_with(".build");
  if (file) return is_build ? take_build(file_name, *file, draft) : take_image(file_name, *file, draft);
  draft.leave_out(container, "Image=" + file_name,
                  is_build ? "Berth builds no images" : "there is no such file beside the Quadlet");
}

}  // namespace berth::importing
