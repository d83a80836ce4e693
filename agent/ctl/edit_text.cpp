#include "ctl/edit_text.h"

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "ctl/sources.h"

namespace berth::ctl {

namespace {

constexpr std::string_view first_line = "### The drop-in ", last_line = "### What is below here is left out: ";

std::string file_name(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

}  // namespace

std::string text_to_edit(const config::Loaded& loaded, const std::string& path, std::string_view present) {
  auto others = loaded;
  std::erase_if(others.drop_ins, [&](const auto& drop_in) { return drop_in.path == path; });
  auto text = fmt::format("{}{}, from here:\n{}{}\n{}it is what the drop-in changes.\n\n", first_line, path, present,
                          present.empty() || present.ends_with('\n') ? "" : "\n", last_line);
  auto below = sources_text(others);
  std::string_view rest(below);
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  for (auto line : text::split(rest, '\n')) text += fmt::format("#{}{}\n", line.empty() ? "" : " ", line);
  return text;
}

std::string edited_drop_in(std::string_view text) {
  std::string kept;
  for (auto line : text::split(text, '\n')) {
    if (line.starts_with(last_line)) break;
    if (!line.starts_with(first_line)) kept += fmt::format("{}\n", line);
  }
  auto begin = kept.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) return "";
  auto line_begin = kept.rfind('\n', begin);
  auto end = kept.find_last_not_of(" \t\r\n");
  auto from = line_begin == std::string::npos ? 0 : line_begin + 1;
  return kept.substr(from, end + 1 - from) + "\n";
}

config::Loaded with_drop_in(config::Loaded loaded, const std::string& path, std::string text) {
  auto name = file_name(path);
  auto& all = loaded.drop_ins;
  std::erase_if(all, [&](const auto& one) { return file_name(one.path) == name; });
  auto next = std::find_if(all.begin(), all.end(), [&](const auto& one) { return file_name(one.path) > name; });
  all.insert(next, config::SourceFile{path, std::move(text), std::nullopt});
  return loaded;
}

}  // namespace berth::ctl
