#include "import/command_line.h"

#include <algorithm>

#include "import/draft.h"
#include "import/escapes.h"

namespace berth::importing {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Word {
  std::string text;
  bool is_separator = false;  // a lone ; that nobody quoted
};

Result<std::vector<Word>> split_into_words(std::string_view text) {
  std::vector<Word> words;
  Word word;
  bool in_word = false;
  char quote = 0;
  auto end_word = [&] {
    if (in_word) words.push_back(std::exchange(word, {}));
    in_word = false;
  };
  for (std::size_t i = 0; i < text.size();) {
    char c = text[i];
    if (quote == 0 && is_blank(c)) {
      end_word();
      ++i;
      continue;
    }
    bool ends_here = i + 1 == text.size() || is_blank(text[i + 1]);
    word.is_separator = !in_word && c == ';' && ends_here;
    in_word = true;
    if (c == '\\') {
      bool is_semicolon = quote == 0 && text.substr(i).starts_with("\\;");
      if (is_semicolon) word.text += ';';
      i += is_semicolon ? 2 : append_escape(text.substr(i), word.text);
      continue;
    }
    if (quote != 0 ? c == quote : (c == '"' || c == '\''))
      quote = quote != 0 ? '\0' : c;
    else
      word.text += c;
    ++i;
  }
  if (quote != 0) return Error{ErrorKind::invalid, fmt::format("the quote {} is never closed", quote)};
  end_word();
  return words;
}

void take_prefixes(Command& command) {
  if (command.words.empty()) return;
  auto& path = command.words.front();
  auto end = std::min(path.find_first_not_of("-@:+!|"), path.size());
  command.prefixes = path.substr(0, end);
  path.erase(0, end);
  bool has_own_name = command.prefixes.find('@') != std::string::npos && command.words.size() > 1;
  if (has_own_name) command.words.erase(command.words.begin() + 1);
}

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

Result<std::vector<std::string>> split_line(std::string_view text) {
  auto split = split_into_words(text);
  if (!split) return split.error();
  std::vector<std::string> words;
  for (auto& word : *split) words.push_back(std::move(word.text));
  return words;
}

Result<std::vector<Command>> split_commands(std::string_view text) {
  auto words = split_into_words(text);
  if (!words) return words.error();
  std::vector<Command> commands(1);
  for (auto& word : *words) {
    if (word.is_separator)
      commands.emplace_back();
    else
      commands.back().words.push_back(std::move(word.text));
  }
  std::erase_if(commands, [](const auto& command) { return command.words.empty(); });
  for (auto& command : commands) take_prefixes(command);
  return commands;
}

std::string with_fixed_specifiers(std::string_view text) {
  static const std::map<char, std::string_view> fixed = {
      {'h', "/root"},    {'u', "root"}, {'U', "0"},        {'g', "root"},       {'G', "0"},    {'t', "/run"},
      {'S', "/var/lib"}, {'E', "/etc"}, {'L', "/var/log"}, {'C', "/var/cache"}, {'T', "/tmp"}, {'V', "/var/tmp"}};
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    bool is_specifier = text[i] == '%' && i + 1 < text.size();
    auto found = is_specifier ? fixed.find(text[i + 1]) : fixed.end();
    if (found != fixed.end())
      out += found->second;
    else
      out += text.substr(i, is_specifier ? 2 : 1);
    if (is_specifier) ++i;
  }
  return out;
}

std::string escaped_percent(std::string_view text) {
  std::string out;
  for (char c : text) out.append(c == '%' ? 2 : 1, c);
  return out;
}

std::string Variables::value_of(const std::string& name) const {
  auto found = values.find(name);
  if (found != values.end()) return found->second;
  return complete ? "" : fmt::format("{}{}{}", unknown_mark, name, unknown_mark);
}

std::string Variables::expand_braces(std::string_view word) const {
  std::string out;
  while (!word.empty()) {
    auto end = word.starts_with("${") ? word.find('}') : std::string_view::npos;
    bool is_name = end != std::string_view::npos && end > 2 &&
                   std::all_of(word.begin() + 2, word.begin() + static_cast<std::ptrdiff_t>(end), is_name_character);
    std::size_t used = 1;
    if (is_name) {
      out += value_of(std::string(word.substr(2, end - 2)));
      used = end + 1;
    } else {
      out += word.front();
      if (word.starts_with("$$")) used = 2;
    }
    word.remove_prefix(used);
  }
  return out;
}

std::vector<std::string> Variables::expand(const std::vector<std::string>& words) const {
  std::vector<std::string> out;
  for (const auto& word : words) {
    bool is_name = word.size() > 1 && word[0] == '$' && std::all_of(word.begin() + 1, word.end(), is_name_character);
    if (!is_name) {
      out.push_back(expand_braces(word));
      continue;
    }
    auto value = value_of(word.substr(1));
    auto split = split_line(value);
    if (!split) split = std::vector<std::string>{value};
    out.insert(out.end(), split->begin(), split->end());
  }
  return out;
}

}  // namespace berth::importing
