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

enum class Kind { unit, quadlet, timer, inspect, compose, unknown };

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
  if (name.ends_with('@'))
    return invalid(fmt::format("{}: a template: name its instance, as in --name {}1", path, name));
  auto good = service::check_name(name);
  return good ? Result<void>() : Result<void>(good.error().during(path));
}

// Why there is no image, if that is known: what is said of other keys may be secret.
std::string why_no_image(const Draft& draft) {
  for (const auto& section : draft.sections())
    for (const auto& note : section.notes)
      for (auto key : {"not carried: image: ", "not carried: Image="})
        if (note.starts_with(key)) return note;
  return "";
}

Result<Imported> settle(Draft& draft, const std::string& path, const Surroundings& around) {
  bool lacks_image = draft.find("Container", "Image") == nullptr;
  if (auto why = why_no_image(draft); lacks_image && !why.empty()) return invalid(fmt::format("{}: {}", path, why));
  auto text = settled_text(draft, around.host);
  if (!text) return text.error().during(path);
  bool has_secrets = draft.find("Container", "Environment") != nullptr;
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

Neighbour neighbours_of(const std::string& path, const Surroundings& around) {
  auto folder = path.substr(0, path.rfind('/') + 1);
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
  if (kind == Kind::quadlet) {
    carry_quadlet(*unit, path.substr(0, path.rfind('/') + 1), neighbours_of(path, around),
                  read_environment(*unit, around.read_file), draft);
  } else if (auto carried = carry_docker_unit(*unit, around.read_file, draft); !carried) {
    return carried.error().during(path);
  }
  if (auto added = add_timer(path, around, draft); !added) return added.error();
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
  auto folder = path.substr(0, path.rfind('/') + 1);
  Variables variables;
  auto own_file = path == "-" ? Result<std::string>(Error{}) : around.read_file(folder + ".env");
  if (own_file && check_text(folder + ".env", *own_file))
    for (const auto& [key, value] : read_variables(*own_file)) variables.values[key] = escaped_percent(value);
  auto drafts = read_compose(path, text, variables);
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

Kind kind_of(const std::string& path, std::string_view text) {
  if (path.ends_with(".service")) return Kind::unit;
  if (path.ends_with(".container")) return Kind::quadlet;
  if (path.ends_with(".timer")) return Kind::timer;
  if (path.ends_with(".json") || is_json(text)) return Kind::inspect;
  if (text.find("[Container]") != std::string_view::npos) return Kind::quadlet;
  if (path.ends_with(".yaml") || path.ends_with(".yml")) return Kind::compose;
  if (text.starts_with("services:") || text.find("\nservices:") != std::string_view::npos) return Kind::compose;
  return text.find("[Service]") != std::string_view::npos ? Kind::unit : Kind::unknown;
}

}  // namespace

Result<All> import_file(const std::string& path, const std::string& text, const std::string& name,
                        const Surroundings& around) {
  auto kind = kind_of(path, text);
  switch (kind) {
    case Kind::unit:
    case Kind::quadlet: return import_unit(kind, path, text, name, around);
    case Kind::inspect: return import_inspect(path, text, name, around);
    case Kind::compose: return import_compose(path, text, name, around);
    case Kind::timer: return invalid(fmt::format("{}: import the service, and its timer comes with it", path));
    case Kind::unknown: break;
  }
  return invalid(fmt::format(
      "{}: this is no systemd unit, no Quadlet, no Compose file, and not what docker inspect prints", path));
}

}  // namespace berth::importing
