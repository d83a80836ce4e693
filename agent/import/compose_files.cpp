#include "import/compose_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "import/compose_merge.h"

namespace berth::importing {

namespace {

constexpr std::size_t most_files = 32;
constexpr int most_bases = 32;                // that one service takes over, one from the other
constexpr std::size_t most_values = 100'000;  // that are taken over in all

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

// The path of a file of the same folder, where relative paths mean the same; empty if it is not there or nobody knows.
std::string beside(const std::string& path, std::string name) {
  if (name.empty()) return path;
  if (name.starts_with("./")) name.erase(0, 2);
  bool is_beside = path != "-" && name.find('/') == std::string::npos;
  return is_beside ? folder_of(path) + name : "";
}

Error invalid(const std::string& path, std::string_view text) {
  return {ErrorKind::invalid, fmt::format("{}:{}", path, text)};
}

std::size_t count(const Node& node) {
  std::size_t sum = 1;
  for (const auto& entry : node.entries) sum += count(entry.value);
  return sum;
}

void remove(Node& map, std::string_view key) {
  std::erase_if(map.entries, [&](const auto& entry) { return entry.key == key; });
}

// Those that Compose puts over a file, without being asked to, by their paths.
std::vector<std::string> files_over(const std::string& path, const Values& variables, const FileReader& read_file) {
  if (path == "-") return {};
  auto folder = folder_of(path), name = path.substr(folder.size());
  if (auto said = variables.find("COMPOSE_FILE"); said != variables.end()) {
    auto separator = variables.find("COMPOSE_PATH_SEPARATOR");
    char mark = separator == variables.end() || separator->second.empty() ? ':' : separator->second.front();
    std::vector<std::string> files;
    for (auto file : text::split(said->second, mark))
      files.push_back(file.starts_with('/') ? std::string(file) : folder + std::string(file));
    bool is_first = !files.empty() && files.front() == path;
    if (!is_first) return {};
    files.erase(files.begin());
    return files;
  }
  constexpr std::array<std::string_view, 4> usual = {"compose.yaml", "compose.yml", "docker-compose.yaml",
                                                     "docker-compose.yml"};
  bool is_usual = std::find(usual.begin(), usual.end(), name) != usual.end();
  for (const auto* over :
       {"compose.override.yml", "compose.override.yaml", "docker-compose.override.yml", "docker-compose.override.yaml"})
    if (is_usual && read_file(folder + over)) return {folder + over};
  return {};
}

class Loader {
 public:
  Loader(const Values& variables, const FileReader& read_file) : filling_(variables), read_file_(read_file) {}

  Result<ComposeFiles> read(const std::string& path, std::string_view text, const Values& variables);

 private:
  Result<Node> parse(const std::string& path, std::string_view text) const;
  Result<void> add(const std::string& path, const Node& tree);
  Result<Node> service(const std::string& path, const Node& raw, Unfilled& unfilled);
  Result<const Node*> tree_of(const std::string& path);
  Result<void> take_over(const std::string& path, Node& service, Unfilled& unfilled, int depth);

  Interpolation filling_;
  const FileReader& read_file_;
  std::map<std::string, Node> trees_;  // by path, not filled in
  std::size_t taken_over_ = 0;
  ComposeFiles all_;
};

Result<Node> Loader::parse(const std::string& path, std::string_view text) const {
  config::Problems problems(path);
  auto root = config::read_document(text, problems, 0, config::Dialect::compose);
  if (!problems.empty()) return Error{ErrorKind::invalid, config::one_line(problems.sorted().front())};
  return root;
}

// Null if there is no such file.
Result<const Node*> Loader::tree_of(const std::string& path) {
  auto found = trees_.find(path);
  if (found != trees_.end()) return &found->second;
  auto text = read_file_(path);
  if (!text) return nullptr;
  auto tree = parse(path, *text);
  if (!tree) return tree.error();
  return &trees_.emplace(path, std::move(*tree)).first->second;
}

Result<void> Loader::take_over(const std::string& path, Node& service, Unfilled& unfilled, int depth) {
  const auto& said = child(service, "extends");
  auto name = said.kind == Node::Kind::map ? child(said, "service").text : said.text;
  auto base_path = beside(path, child(said, "file").text);
  if (name.empty() || base_path.empty() || depth == most_bases) return {};
  auto tree = tree_of(base_path);
  if (!tree) return tree.error();
  if (*tree == nullptr) return {};
  auto base = child(child(**tree, "services"), name);
  if (base.kind != Node::Kind::map) return {};
  if (unfilled.image.empty()) unfilled.image = child(base, "image").text;
  if (auto filled = filling_.fill(base); !filled) return invalid(base_path, filled.error().text);
  if (auto taken = take_over(base_path, base, unfilled, depth + 1); !taken) return taken;
  remove(service, "extends");
  service = merge_services(std::move(base), std::move(service));
  taken_over_ += count(service);
  if (taken_over_ > most_values)
    return Error{ErrorKind::limit, fmt::format("{}: too much is taken over by extends", path)};
  return {};
}

Result<Node> Loader::service(const std::string& path, const Node& raw, Unfilled& unfilled) {
  auto service = raw;
  unfilled.image = child(raw, "image").text;
  if (auto filled = filling_.fill(service); !filled) return invalid(path, filled.error().text);
  if (auto taken = take_over(path, service, unfilled, 0); !taken) return taken.error();
  unfilled.unset = filling_.take_unset();
  return service;
}

// Puts one more file over what is there.
Result<void> Loader::add(const std::string& path, const Node& tree) {
  auto root = tree;
  for (auto& entry : root.entries) {
    if (entry.key == "services" || entry.key.starts_with("x-")) continue;
    if (auto filled = filling_.fill(entry.value); !filled) return invalid(path, filled.error().text);
  }
  auto unset = filling_.take_unset();
  all_.unset.insert(unset.begin(), unset.end());
  for (auto& entry : root.entries) {
    if (entry.key != "services") continue;
    if (entry.value.kind != Node::Kind::map && entry.value.kind != Node::Kind::null)
      return invalid(path, " services is no map of services");
    for (auto& one : entry.value.entries) {
      Unfilled unfilled;
      auto filled = service(path, one.value, unfilled);
      if (!filled) return filled.error();
      one.value = std::move(*filled);
      auto& known = all_.services[one.key];
      if (!unfilled.image.empty()) known.image = unfilled.image;
      known.unset.merge(unfilled.unset);
    }
  }
  all_.names.push_back(path.substr(folder_of(path).size()));
  all_.root = all_.names.size() == 1 ? std::move(root) : merge_files(std::move(all_.root), std::move(root));
  return {};
}

Result<ComposeFiles> Loader::read(const std::string& path, std::string_view text, const Values& variables) {
  auto tree = parse(path, text);
  if (!tree) return tree.error();
  const auto& services = child(*tree, "services");
  if (services.kind != Node::Kind::map || services.entries.empty())
    return invalid(path, " there are no services in it, as a Compose file has");
  const auto& first = trees_.emplace(path, std::move(*tree)).first->second;
  if (auto added = add(path, first); !added) return added.error();
  auto more = files_over(path, variables, read_file_);
  if (more.size() >= most_files)
    return Error{ErrorKind::limit, fmt::format("{}: COMPOSE_FILE names more than {} files", path, most_files)};
  for (const auto& over : more) {
    auto other = read_file_(over);
    if (!other) {
      all_.not_read.push_back(over);
      continue;
    }
    auto parsed = parse(over, *other);
    if (!parsed) return parsed.error();
    const auto& kept = trees_.insert_or_assign(over, std::move(*parsed)).first->second;
    if (auto added = add(over, kept); !added) return added.error();
  }
  return std::move(all_);
}

}  // namespace

Result<ComposeFiles> read_compose_files(const std::string& path, std::string_view text, const Values& variables,
                                        const FileReader& read_file) {
  return Loader(variables, read_file).read(path, text, variables);
}

}  // namespace berth::importing
