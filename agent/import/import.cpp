#include "import/import.h"

#include "base/text.h"
#include "import/compose.h"
#include "import/inspect.h"
#include "import/quadlet.h"
#include "import/timer_keys.h"
#include "import/unit_sections.h"
#include "service/name.h"

namespace berth::importing {

namespace {

using All = std::vector<Imported>;

enum class Kind { unit, quadlet, timer, inspect, compose, descriptor, unknown };

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

std::string file_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

std::string stem(const std::string& path) {
  auto name = file_name(path);
  return name.substr(0, name.rfind('.'));
}

// The file with its drop-ins behind it.
Result<UnitFile> read_with_drop_ins(const std::string& path, const std::string& text, const Surroundings& around) {
  auto file = read_unit_file(path, text);
  if (!file) return file;
  auto folder = path + ".d";
  for (const auto& name : around.list_folder(folder)) {
    if (!name.ends_with(".conf")) continue;
    auto drop_in_path = fmt::format("{}/{}", folder, name);
    auto content = around.read_file(drop_in_path);
    if (!content) return content.error();
    auto drop_in = read_unit_file(drop_in_path, *content);
    if (!drop_in) return drop_in;
    append(*file, std::move(*drop_in));
  }
  return file;
}

Result<void> check_name(const std::string& path, const std::string& name) {
  if (name == "-") return invalid("standard input has no name: give the service one with --name");
  auto good = service::check_name(service::is_template(name) ? name + "i" : name);
  return good ? Result<void>() : Result<void>(good.error().during(path));
}

// Why there is no image, if that is known: what is said of other keys may be secret.
std::string why_no_image(const Draft& draft) {
  for (const auto& section : draft.sections())
    for (const auto& note : section.notes)
      for (auto key : {"not carried: image: ", "not carried: Image=", "not carried: Image: "})
        if (note.starts_with(key)) return note;
  return "";
}

Result<Imported> settle(Draft& draft, const std::string& path, const Surroundings& around) {
  bool lacks_image = draft.find("Container", "Image") == nullptr;
  if (auto why = why_no_image(draft); lacks_image && !why.empty()) return invalid(fmt::format("{}: {}", path, why));
  auto text = settled_text(draft, around.host);
  if (auto why = why_no_image(draft); !text && !why.empty()) return invalid(fmt::format("{}: {}", path, why));
  if (!text) return text.error().during(path);
  bool has_secrets = draft.may_hold_values || draft.find("Container", "Environment") != nullptr ||
                     draft.find("Process", "Environment") != nullptr;
  return Imported{draft.name, std::move(*text), draft.not_carried(), has_secrets || draft.not_carried() > 0};
}

// The timer that stands beside a service comes with it.
Result<void> add_timer(const std::string& path, const Surroundings& around, Draft& draft) {
  auto timer_path = path.substr(0, path.rfind('.')) + ".timer";
  auto text = around.read_file(timer_path);
  if (path == "-" || !text) return {};
  auto timer = read_with_drop_ins(timer_path, *text, around);
  if (!timer) return timer.error();
  carry_timer(*timer, draft);
  return {};
}

// With its last slash; that of standard input is not known.
std::string folder_of(const std::string& path, const Surroundings& around) {
  auto folder = path.substr(0, path.rfind('/') + 1);
  return path == "-" || path.starts_with('/') ? folder : around.folder + folder;
}

Neighbour neighbours_of(const std::string& path, const Surroundings& around) {
  auto folder = folder_of(path, around);
  if (path == "-") return [](const std::string&) { return std::nullopt; };
  return [folder, &around](const std::string& name) -> std::optional<UnitFile> {
    auto text = around.read_file(folder + name);
    auto file = text ? read_unit_file(name, *text) : Result<UnitFile>(text.error());
    return file ? std::optional(*file) : std::nullopt;
  };
}

Result<All> import_unit(Kind kind, const std::string& path, const std::string& text, const std::string& name,
                        const Surroundings& around) {
  Draft draft;
  draft.name = name.empty() ? stem(path) : name;
  draft.source = file_name(path);
  if (auto good = check_name(path, draft.name); !good) return good.error();
  auto unit = read_with_drop_ins(path, text, around);
  if (!unit) return unit.error();
  if (auto added = add_timer(path, around, draft); !added) return added.error();
  auto variables = read_environment(*unit, around.read_file);
  draft.may_hold_values = !variables.values.empty();
  if (kind == Kind::quadlet) {
    carry_quadlet(*unit, folder_of(path, around), neighbours_of(path, around), variables, draft);
  } else if (auto carried = carry_docker_unit(*unit, variables, around.read_file, draft); !carried) {
    return carried.error().during(path);
  }
  auto settled = settle(draft, path, around);
  if (!settled) return settled.error();
  return All{std::move(*settled)};
}

// Several in one: each by itself.
Result<All> settle_all(std::vector<Draft> drafts, const std::string& path, const std::string& name,
                       const Surroundings& around) {
  if (drafts.size() > 1 && !name.empty())
    return invalid(fmt::format("--name is for one service, and {} has {}", path, drafts.size()));
  All all;
  for (auto& draft : drafts) {
    if (!name.empty()) draft.name = name;
    if (auto good = check_name(path, draft.name); !good) return good.error();
    auto settled = settle(draft, path, around);
    if (!settled) return settled.error();
    all.push_back(std::move(*settled));
  }
  return all;
}

Result<All> import_inspect(const std::string& path, const std::string& text, const std::string& name,
                           const Surroundings& around) {
  auto drafts = read_inspect(text);
  if (!drafts) return drafts.error().during(path);
  return settle_all(std::move(*drafts), path, name, around);
}

Result<All> import_compose(const std::string& path, const std::string& text, const std::string& name,
                           const Surroundings& around) {
  auto drafts = read_compose(path, text, around.read_file);
  if (!drafts) return drafts.error();
  return settle_all(std::move(*drafts), path, name, around);
}

// "[Unit]" begins as a list does.
bool is_json(std::string_view text) {
  text = text::trim(text);
  bool is_list = text.starts_with('[');
  if (is_list) text = text::trim(text.substr(1));
  return text.starts_with('{') || (is_list && text.starts_with(']'));
}

// What to do instead with one of Podman's other files; empty if it is none.
std::string_view advice_for(std::string_view path) {
  if (path.ends_with(".volume") || path.ends_with(".network") || path.ends_with(".image"))
    return "this is no service: import the .container that names it, and it comes with that";
  if (path.ends_with(".build")) return "Berth builds no images: build it by docker build, and import the .container";
  if (path.ends_with(".pod"))
    return "Docker has no pods: import each .container of it, and use Network: container:NAME where they talk over "
           "localhost";
  if (path.ends_with(".kube")) return "Docker knows nothing of Kubernetes: import a .container or a Compose file";
  return "";
}

Kind kind_of(const std::string& path, std::string_view text) {
  if (path.ends_with(".service")) return Kind::unit;
  if (path.ends_with(".container")) return Kind::quadlet;
  if (path.ends_with(".timer")) return Kind::timer;
  if (path.ends_with(".json") || is_json(text)) return Kind::inspect;
  if (text.find("[Container]") != std::string_view::npos) return Kind::quadlet;
  if (is_descriptor(text)) return Kind::descriptor;
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return Kind::compose;
  if (text.starts_with("services:") || text.find("\nservices:") != std::string_view::npos) return Kind::compose;
  return text.find("[Service]") != std::string_view::npos ? Kind::unit : Kind::unknown;
}

}  // namespace

bool is_descriptor(std::string_view text) {
  bool has_section = false;
  for (auto line : text::split(text, '\n')) {
    if (line.starts_with("services:")) return false;
    for (auto section : {"Container:", "Compose:", "Process:"}) has_section = has_section || line.starts_with(section);
  }
  return has_section;
}

Result<All> import_file(const std::string& path, const std::string& text, const std::string& name,
                        const Surroundings& around) {
  if (auto advice = advice_for(path); !advice.empty()) return invalid(fmt::format("{}: {}", path, advice));
  auto kind = kind_of(path, text);
  switch (kind) {
    case Kind::unit:
    case Kind::quadlet: return import_unit(kind, path, text, name, around);
    case Kind::inspect: return import_inspect(path, text, name, around);
    case Kind::compose: return import_compose(path, text, name, around);
    case Kind::timer: return invalid(fmt::format("{}: import the service, and its timer comes with it", path));
    case Kind::descriptor:
      return invalid(fmt::format("{}: this is a descriptor already: --diff compares another source with it", path));
    case Kind::unknown: break;
  }
  return invalid(fmt::format(
      "{}: this is no systemd unit, no Quadlet, no Compose file, and not what docker inspect prints", path));
}

}  // namespace berth::importing
