#include "import/shell_words.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::importing {

namespace {

bool is_in(char c, std::string_view all) {
  return all.find(c) != std::string_view::npos;
}

bool begins_name(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// What systemd or the shell itself sets: no unit says it.
bool is_set_elsewhere(std::string_view name) {
  constexpr std::array<std::string_view, 14> names = {"PATH",     "HOME",    "USER",          "LOGNAME", "SHELL",
                                                      "HOSTNAME", "UID",     "EUID",          "OLDPWD",  "PPID",
                                                      "RANDOM",   "MAINPID", "INVOCATION_ID", "LANG"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

class ShellReader {
 public:
  ShellReader(std::string_view text, const Variables& variables) : text_(text), variables_(variables) {}
  Result<std::vector<std::string>> read();

 private:
  Result<void> read_plain();
  Result<void> read_double_quoted();
  Result<void> read_variable(bool is_quoted);
  bool begins_braces() const;
  char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
  void take(std::string_view part);
  void take_split(std::string_view value);
  void end_word();

  std::string_view text_;
  const Variables& variables_;
  std::size_t at_ = 0;
  std::vector<std::string> words_;
  std::string word_;
  bool in_word_ = false;
};

Error needs_shell(std::string_view what) {
  return {ErrorKind::invalid, fmt::format("it needs a shell, for {}", text::printable(what, 60))};
}

void ShellReader::take(std::string_view part) {
  word_ += part;
  in_word_ = true;
}

void ShellReader::end_word() {
  if (in_word_) words_.push_back(std::exchange(word_, {}));
  in_word_ = false;
}

void ShellReader::take_split(std::string_view value) {
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (is_in(value[i], " \t\n"))
      end_word();
    else
      take(value.substr(i, 1));
  }
}

// {a,b} and {1..3}, which bash makes several words of.
bool ShellReader::begins_braces() const {
  auto inner = text_.substr(at_, std::min(text_.find_first_of("} \t", at_), text_.size()) - at_);
  return text_[at_] == '{' && (inner.find(',') != std::string_view::npos || inner.find("..") != std::string_view::npos);
}

Result<void> ShellReader::read_variable(bool is_quoted) {
  bool has_braces = next() == '{';
  auto begin = at_ + (has_braces ? 2 : 1);
  auto end = begin;
  while (end < text_.size() && (begins_name(text_[end]) || (end > begin && is_in(text_[end], "0123456789")))) ++end;
  auto name = text_.substr(begin, end - begin);
  bool is_closed = !has_braces || (end < text_.size() && text_[end] == '}');
  bool is_special = is_in(next(), "0123456789@*#?-$!(") || (!is_quoted && is_in(next(), "'\""));
  if (is_special || !is_closed || (has_braces && name.empty()) || is_set_elsewhere(name))
    return needs_shell(
        text_.substr(at_, std::max((has_braces ? text_.find('}', at_) + 1 : end) - at_, std::size_t{2})));
  at_ = has_braces ? end + 1 : end;
  if (name.empty()) {  // a lone $
    take("$");
    return {};
  }
  auto value = name == "PWD" ? variables_.working_directory : variables_.value_of(std::string(name));
  if (is_quoted)
    take(value);
  else
    take_split(value);
  return {};
}

Result<void> ShellReader::read_double_quoted() {
  take("");
  for (++at_; at_ < text_.size() && text_[at_] != '"';) {
    char c = text_[at_];
    if (c == '`') return needs_shell("`");
    if (c == '$') {
      if (auto read = read_variable(true); !read) return read;
      continue;
    }
    bool is_escape = c == '\\' && next() != '\0' && is_in(next(), "$`\"\\\n");
    if (is_escape) ++at_;
    bool is_joined_line = is_escape && text_[at_] == '\n';
    if (!is_joined_line) take(text_.substr(at_, 1));
    ++at_;
  }
  if (at_ == text_.size()) return Error{ErrorKind::invalid, "the quote \" is never closed"};
  ++at_;
  return {};
}

Result<void> ShellReader::read_plain() {
  char c = text_[at_];
  bool is_at_front = !in_word_ && is_in(c, "~#!");
  if (is_at_front || is_in(c, "|&;<>()`\n*?[") || begins_braces()) return needs_shell(text_.substr(at_, 1));
  if (c == '$') return read_variable(false);
  if (c == '"') return read_double_quoted();
  if (c == '\'') {
    auto end = text_.find('\'', at_ + 1);
    if (end == std::string_view::npos) return Error{ErrorKind::invalid, "the quote ' is never closed"};
    take(text_.substr(at_ + 1, end - at_ - 1));
    at_ = end + 1;
    return {};
  }
  bool is_escape = c == '\\' && next() != '\0';
  if (is_escape) ++at_;
  bool is_joined_line = is_escape && text_[at_] == '\n';
  if (!is_joined_line) take(text_.substr(at_, 1));
  ++at_;
  return {};
}

Result<std::vector<std::string>> ShellReader::read() {
  while (at_ < text_.size()) {
    if (is_in(text_[at_], " \t")) {
      end_word();
      ++at_;
    } else if (auto read = read_plain(); !read) {
      return read.error();
    }
  }
  end_word();
  return std::move(words_);
}

}  // namespace

Result<std::vector<std::string>> split_shell(std::string_view script, const Variables& variables) {
  return ShellReader(script, variables).read();
}

}  // namespace berth::importing
