#include "import/unit_file.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "config/source_text.h"

namespace berth::importing {

namespace {

constexpr std::string_view blanks = " \t\r";

bool ends_in_escape(std::string_view line) {
  auto last = line.find_last_not_of('\\');
  auto count = last == std::string_view::npos ? line.size() : line.size() - last - 1;
  return count % 2 == 1;
}

class Reader {
 public:
  Reader(const std::string& path, UnitFile& file) : path_(path), file_(file) {}
  Result<void> read(std::string_view text);

 private:
  Result<void> take(std::string_view line);
  void ignore(std::string_view why) { file_.ignored.push_back(fmt::format("{}:{}: {}", path_, begun_, why)); }

  const std::string& path_;
  UnitFile& file_;
  std::string section_;
  int begun_ = 0;
};

Result<void> Reader::take(std::string_view line) {
  line = text::trim(line);
  if (line.empty()) return {};
  if (line.front() == '[') {
    if (line.back() != ']' || line.size() < 3)
      return Error{ErrorKind::invalid, fmt::format("{}:{}: a section's name is not closed by ]", path_, begun_)};
    section_ = line.substr(1, line.size() - 2);
    return {};
  }
  auto equals = line.find('=');
  if (equals == std::string_view::npos) {
    ignore("a line without =");
    return {};
  }
  std::string key(text::trim(line.substr(0, equals)));
  if (section_.empty())
    ignore("an assignment before any section");
  else
    file_.assignments.push_back({section_, std::move(key), std::string(text::trim(line.substr(equals + 1))), begun_});
  return {};
}

Result<void> Reader::read(std::string_view text) {
  std::string whole;
  bool continues = false;
  int number = 0;
  for (auto line : text::split(text, '\n')) {
    ++number;
    auto first = line.find_first_not_of(blanks);
    if (first != std::string_view::npos && (line[first] == '#' || line[first] == ';')) continue;  // even within a line
    while (line.ends_with('\r')) line.remove_suffix(1);
    if (!continues) begun_ = number;
    continues = ends_in_escape(line);
    whole += line;
    if (continues) {
      whole.back() = ' ';
      continue;
    }
    if (auto taken = take(whole); !taken) return taken;
    whole.clear();
  }
  return take(whole);
}

}  // namespace

std::vector<std::string> UnitFile::values(std::string_view section, std::string_view key) const {
  std::vector<std::string> all;
  for (const auto& one : assignments) {
    if (one.section != section || one.key != key) continue;
    if (one.value.empty())
      all.clear();
    else
      all.push_back(one.value);
  }
  return all;
}

std::string UnitFile::last(std::string_view section, std::string_view key) const {
  auto found = std::find_if(assignments.rbegin(), assignments.rend(),
                            [&](const auto& one) { return one.section == section && one.key == key; });
  return found == assignments.rend() ? "" : found->value;
}

bool UnitFile::has_section(std::string_view section) const {
  return std::any_of(assignments.begin(), assignments.end(), [&](const auto& one) { return one.section == section; });
}

Result<void> check_text(const std::string& path, std::string_view text) {
  config::Problems problems(path);
  if (config::SourceText(text).check(problems)) return {};
  return Error{ErrorKind::invalid, config::one_line(problems.sorted().front())};
}

Result<UnitFile> read_unit_file(const std::string& path, std::string_view text) {
  if (auto good = check_text(path, text); !good) return good.error();
  UnitFile file;
  if (auto done = Reader(path, file).read(config::SourceText(text).text()); !done) return done.error();
  return file;
}

void append(UnitFile& file, UnitFile drop_in) {
  std::move(drop_in.assignments.begin(), drop_in.assignments.end(), std::back_inserter(file.assignments));
  std::move(drop_in.ignored.begin(), drop_in.ignored.end(), std::back_inserter(file.ignored));
}

}  // namespace berth::importing
