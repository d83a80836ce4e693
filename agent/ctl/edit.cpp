// Changes a descriptor, or a drop-in of it, in an editor, and puts it into its place once it is right.
#include "ctl/edit.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>

#include "base/file.h"
#include "config/descriptor.h"
#include "config/document.h"
#include "config/settings.h"
#include "ctl/client.h"
#include "ctl/commands.h"
#include "ctl/edit_text.h"
#include "ctl/editor.h"
#include "ctl/sources.h"

namespace berth::ctl {

namespace {

namespace fs = std::filesystem;

// What to edit: `path` need not exist yet.
struct Draft {
  config::Loaded loaded;
  std::string path;
  bool is_full = false;

  config::Loaded with(const std::string& text) const {
    if (!is_full) return with_drop_in(loaded, path, text);
    auto changed = loaded;
    changed.path = path;
    changed.text = text;
    changed.problem.reset();
    return changed;
  }
};

// A descriptor that only its owner may read has secrets in it, and so may its drop-ins.
mode_t mode_for(const Draft& draft) {
  struct stat status {};
  if (::stat(draft.path.c_str(), &status) == 0 || ::stat(draft.loaded.path.c_str(), &status) == 0)
    return status.st_mode & 0666;
  return 0644;
}

// Hidden, so that nobody takes it for a file that counts.
std::string temporary_beside(const std::string& path) {
  fs::path full(path);
  return fmt::format("{}/.#{}.{}", full.parent_path().string(), full.filename().string(), ::getpid());
}

// Removed whatever happens.
struct Temporary {
  explicit Temporary(std::string its_path) : path(std::move(its_path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (auto removed = file::remove(path); !removed) complain(removed.error().text);
  }
  const std::string path;
};

std::vector<config::Problem> problems_of(const config::Loaded& loaded, const config::Settings& settings) {
  return config::read_descriptor(loaded, settings.roots(), config::read_host_facts()).problems;
}

// Those that the edit brings. Others, of other files, were there before, and this one may be on the way to mend them.
std::vector<config::Problem> new_problems(const Draft& draft, const std::string& text,
                                          const config::Settings& settings) {
  auto before = problems_of(draft.loaded, settings);
  auto after = problems_of(draft.with(text), settings);
  std::erase_if(after, [&](const auto& problem) {
    return problem.path != draft.path && std::find(before.begin(), before.end(), problem) != before.end();
  });
  return after;
}

bool wants_another_try() {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return false;
  std::fputs("berthctl: edit it again? [Y/n] ", stderr);
  std::string answer;
  if (!std::getline(std::cin, answer)) return false;
  return answer.empty() || answer[0] == 'y' || answer[0] == 'Y';
}

// The text that passes; nothing to write if it is empty.
Result<std::string> edit_until_right(const Draft& draft, const std::string& temporary,
                                     const config::Settings& settings) {
  while (true) {
    if (auto ended = run_editor(temporary); !ended) return ended.error();
    auto left = file::read(temporary, 2 * config::largest_file);
    if (!left) return left.error();
    auto text = draft.is_full ? *left : edited_drop_in(*left);
    if (text.find_first_not_of(" \t\r\n") == std::string::npos) return std::string();
    auto problems = new_problems(draft, text, settings);
    if (problems.empty()) return text;
    for (const auto& problem : problems)
      std::fputs((config::with_source(problem, problem.path == draft.path ? text : "") + "\n").c_str(), stderr);
    if (!wants_another_try()) return Error{ErrorKind::invalid, fmt::format("{} is left as it was", draft.path)};
  }
}

Result<Draft> draft_of(const EditOptions& options, const std::vector<std::string>& directories) {
  auto loaded = sources_of(directories, options.name);
  if (!loaded) return loaded.error();
  Draft draft{std::move(*loaded), "", options.full};
  auto stem = fmt::format("{}/{}.yaml", directories.front(), draft.loaded.name);
  draft.path = options.full ? stem : stem + ".d/override.yaml";
  return draft;
}

int tell_daemon() {
  auto client = Client::connect();
  auto problems = client ? client->reload() : Result<std::vector<std::string>>(client.error());
  if (problems) return ok;
  return complain(fmt::format("it is written, but berthd has not read it yet: {}", problems.error().text));
}

int edit_draft(const Draft& draft, const config::Settings& settings) {
  auto present = file::read(draft.path, config::largest_file);
  if (!present && present.error().kind != ErrorKind::not_found) return complain(present.error().text);
  auto before = present ? *present : draft.is_full ? draft.loaded.text : "";
  auto folder = fs::path(draft.path).parent_path().string();
  bool is_new_folder = !file::exists(folder);
  if (auto made = file::make_folder(folder, 0755); !made) return complain(made.error().text);
  auto result = [&] {
    Temporary temporary(temporary_beside(draft.path));
    auto offered = draft.is_full ? before : text_to_edit(draft.loaded, draft.path, before);
    auto mode = mode_for(draft);
    if (auto written = file::replace(temporary.path, offered, mode); !written) return complain(written.error().text);
    auto text = edit_until_right(draft, temporary.path, settings);
    if (!text) return complain(text.error().text);
    bool is_changed = !text->empty() && (!present || *text != *present);
    if (!is_changed) {
      std::fputs(fmt::format("nothing to write: {} is left as it was\n", draft.path).c_str(), stderr);
      return ok;
    }
    if (auto written = file::replace(draft.path, *text, mode); !written) return complain(written.error().text);
    return tell_daemon();
  }();
  std::error_code ignored;
  if (is_new_folder) fs::remove(folder, ignored);  // only while nothing is in it
  return result;
}

}  // namespace

int edit(const EditOptions& options) {
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  auto draft = draft_of(options, settings.service_directories);
  if (!draft)
    return complain(draft.error().text, draft.error().kind == ErrorKind::not_found ? no_such_service : wrong_usage);
  return edit_draft(*draft, settings);
}

}  // namespace berth::ctl
