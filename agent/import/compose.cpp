#include "import/compose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "config/image.h"
#include "import/compose_files.h"
#include "import/compose_service.h"
#include "import/compose_variables.h"

namespace berth::importing {

namespace {

const std::string container = "Container";

// Who others wait for until it is healthy is ready when it is healthy.
void mark_awaited(const Node& services, std::vector<Draft>& drafts) {
  for (const auto& service : services.entries)
    for (const auto& wanted : child(service.value, "depends_on").entries) {
      if (child(wanted.value, "condition").text != "service_healthy") continue;
      auto awaited =
          std::find_if(drafts.begin(), drafts.end(), [&](const auto& one) { return one.name == wanted.key; });
      if (awaited != drafts.end()) awaited->set(container, "Notify", "healthy");
    }
}

class Reader {
 public:
  Reader(const std::string& path, const FileReader& read_file)
      : path_(path), read_file_(read_file), folder_(path.substr(0, path.rfind('/') + 1)) {}
  Result<std::vector<Draft>> read(std::string_view text);

 private:
  void read_variables();
  void note_file(Draft& draft) const;
  Draft draft_of(const config::Entry& service, const Project& project) const;

  const std::string& path_;
  const FileReader& read_file_;
  const std::string folder_;
  Values variables_;
  Variables environment_;
  ComposeFiles files_;
};

void Reader::read_variables() {
  auto text = path_ == "-" ? Result<std::string>(Error{}) : read_file_(folder_ + ".env");
  if (!text || !check_text(folder_ + ".env", *text)) return;
  variables_ = read_compose_variables(*text, {});
  for (const auto& [name, value] : variables_) environment_.values[name] = escaped_percent(value);
}

// What is in the files beside services, and files that are not read.
void Reader::note_file(Draft& draft) const {
  constexpr std::array<std::string_view, 7> known = {"services", "name",    "version", "networks",
                                                     "volumes",  "configs", "secrets"};
  for (const auto& [key, place, value] : files_.root.entries) {
    bool is_known = std::find(known.begin(), known.end(), key) != known.end() || key.starts_with("x-");
    if (is_known || is_empty(value)) continue;
    auto why = key == "include" ? "import that file, too" : "Berth has no key for it";
    draft.leave_out(container, fmt::format("{}: {}", key, shown(value)), why);
  }
  for (const auto& file : files_.not_read)
    draft.leave_out(container, "COMPOSE_FILE: " + file, "there is no such file to read");
  auto files = variables_.find("COMPOSE_FILE");
  bool is_of_others = files != variables_.end() && files_.names.size() == 1 && files_.not_read.empty() &&
                      files->second != files_.names.front();
  if (is_of_others)
    draft.leave_out(container, "COMPOSE_FILE=" + files->second,
                    "import the first of these files: the others stand over it");
}

Draft Reader::draft_of(const config::Entry& service, const Project& project) const {
  auto draft = compose_service(service.key, service.value, project);
  draft.source = fmt::format("{} of {}", service.key, text::join(files_.names, " and "));
  draft.may_hold_values = !variables_.empty();
  const auto& unfilled = files_.services.at(service.key);
  auto unset = unfilled.unset;
  const auto* image = draft.value(container, "Image");
  bool is_lost = image != nullptr && !unset.empty() && !config::complete_image(*image);
  if (is_lost) {
    draft.drop(container, "Image");
    auto names = text::join({unset.begin(), unset.end()}, ", ");
    draft.leave_out(container, "image: " + unfilled.image, fmt::format("there is no value here for {}", names));
  }
  unset.insert(files_.unset.begin(), files_.unset.end());
  for (const auto& name : unset)
    draft.leave_out(container, fmt::format("${{{}}}", name), "it has no value here, and is empty, as with Compose");
  bool is_named = project.is_shared() || is_given(project.root, "volumes") || is_given(project.root, "networks");
  if (project.name.empty() && is_named)
    draft.leave_out(container, "the project's name", "it is not known here, and stands before names of volumes");
  note_file(draft);
  return draft;
}

Result<std::vector<Draft>> Reader::read(std::string_view text) {
  read_variables();
  auto files = read_compose_files(path_, text, variables_, read_file_);
  if (!files) return files.error();
  files_ = std::move(*files);
  const auto& root = files_.root;
  const auto& services = child(root, "services");
  Project project{"", path_ == "-" ? "" : folder_, root, variables_, environment_, read_file_};
  project.name = project_name(project.folder, root, variables_);
  std::vector<Draft> drafts;
  for (const auto& service : services.entries)
    if (service.value.over != Node::Over::resets) drafts.push_back(draft_of(service, project));
  if (drafts.empty())
    return Error{ErrorKind::invalid, fmt::format("{}: no service is left in it: !reset has taken all away", path_)};
  mark_awaited(services, drafts);
  return drafts;
}

}  // namespace

Result<std::vector<Draft>> read_compose(const std::string& path, std::string_view text, const FileReader& read_file) {
  return Reader(path, read_file).read(text);
}

}  // namespace berth::importing
