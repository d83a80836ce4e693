// What a host has already, into descriptors: reads the sources, and writes what import/ makes of them.
#include "ctl/import.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "ctl/commands.h"
#include "ctl/import_diff.h"
#include "ctl/import_source.h"
#include "import/import.h"

namespace berth::ctl {

namespace {

using importing::Imported;

Result<std::string> read_standard_input() {
  std::string all;
  char block[16384];
  while (true) {
    auto got = ::read(STDIN_FILENO, block, sizeof block);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return from_errno(errno, "standard input");
    if (got == 0) return all;
    all.append(block, static_cast<std::size_t>(got));
    if (all.size() > largest_source) return Error{ErrorKind::limit, "standard input: larger than 16 MiB"};
  }
}

Result<std::string> read_source(const std::string& path) {
  return path == "-" ? read_standard_input() : file::read(path, largest_source);
}

// What stands in it is what is compared; it is of the service that the source before it is of.
Result<Imported> read_descriptor(const std::string& path, const std::string& text, const ImportOptions& options,
                                 const std::vector<Imported>& before, const importing::Host& host) {
  auto name = !options.name.empty() ? options.name : std::filesystem::path(path).stem().string();
  if (options.name.empty() && !before.empty()) name = before.back().name;
  auto reading = config::read_descriptor(path, name, text, host.roots, host.facts);
  if (!reading.ok()) return Error{ErrorKind::invalid, config::one_line(reading.problems.front())};
  return Imported{name, text, 0, true};
}

Result<std::vector<Imported>> read_all(const ImportOptions& options) {
  auto around = import_surroundings();
  std::vector<Imported> all;
  for (const auto& named : options.files) {
    // What is relative in a file is relative to its folder.
    auto path = named == "-" ? named : std::filesystem::absolute(named).lexically_normal().string();
    auto text = read_source(path);
    if (!text) return text.error();
    if (options.diff && importing::is_descriptor(*text)) {
      auto one = read_descriptor(path, *text, options, all, around.host);
      if (!one) return one.error();
      all.push_back(std::move(*one));
      continue;
    }
    auto some = importing::import_file(path, *text, options.name, around);
    if (!some) return some.error();
    std::move(some->begin(), some->end(), std::back_inserter(all));
  }
  return all;
}

// Two files that would make the same descriptor, or a name for several.
Result<void> check_names(const std::vector<Imported>& all, const ImportOptions& options) {
  if (all.size() > 1 && !options.name.empty())
    return Error{ErrorKind::invalid, fmt::format("--name is for one service, and there are {}", all.size())};
  if (all.size() > 1 && options.folder.empty())
    return Error{ErrorKind::invalid, fmt::format("there are {} services: name a folder for them with -o", all.size())};
  for (const auto& one : all) {
    auto is_same = [&](const auto& other) { return other.name == one.name; };
    if (std::count_if(all.begin(), all.end(), is_same) > 1)
      return Error{ErrorKind::conflict, fmt::format("{} comes from two sources: import them one by one", one.name)};
    bool is_there = !options.folder.empty() && file::exists(fmt::format("{}/{}.yaml", options.folder, one.name));
    if (is_there && !options.force)
      return Error{ErrorKind::conflict,
                   fmt::format("{}/{}.yaml is there already: --force replaces it", options.folder, one.name)};
  }
  return {};
}

Result<void> write(const std::vector<Imported>& all, const std::string& folder) {
  if (auto made = file::make_folder(folder, 0755); !made) return made;
  for (const auto& one : all) {
    auto path = fmt::format("{}/{}.yaml", folder, one.name);
    if (auto written = file::replace(path, one.text, one.has_secrets ? 0600 : 0644); !written) return written;
    std::fputs((path + "\n").c_str(), stdout);
  }
  return {};
}

}  // namespace

int import(const ImportOptions& options) {
  auto all = read_all(options);
  if (!all) return complain(all.error().text, wrong_usage);
  if (options.diff) return show_differences(*all);
  if (auto good = check_names(*all, options); !good) return complain(good.error().text, wrong_usage);
  if (options.folder.empty()) {
    for (const auto& one : *all) std::fputs(one.text.c_str(), stdout);
    if (std::fflush(stdout) != 0) return complain("standard output can't be written", wrong_usage);
  } else if (auto written = write(*all, options.folder); !written) {
    return complain(written.error().text, wrong_usage);
  }
  int not_carried = 0;
  for (const auto& one : *all) not_carried += one.not_carried;
  if (not_carried == 0) return ok;
  return complain(fmt::format("{} {} not carried: see the comments", not_carried,
                              not_carried == 1 ? "option was" : "options were"));
}

}  // namespace berth::ctl
