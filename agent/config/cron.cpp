#include "config/cron.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cctype>
#include <optional>
#include <span>

#include "base/text.h"

namespace berth::config {

namespace {

struct FieldKind {
  std::string_view name;
  int low, high;
  std::span<const std::string_view> names;  // of the values from `low` on
};

constexpr std::array<std::string_view, 12> month_names = {"jan", "feb", "mar", "apr", "may", "jun",
                                                          "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> from_sunday = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array<std::string_view, 7> from_monday = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

constexpr FieldKind minute_kind{"minute", 0, 59, {}}, hour_kind{"hour", 0, 23, {}},
    day_kind{"day of the month", 1, 31, {}}, month_kind{"month", 1, 12, month_names},
    sunday_kind{"day of the week", 0, 7, from_sunday}, monday_kind{"day of the week", 0, 6, from_monday};

struct Field {
  std::bitset<64> values;
  bool is_any = false;  // began with *: then cron does not count it as a choice of days
};

Error wrong(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

std::optional<int> number_of(std::string_view word) {
  bool is_number = !word.empty() && word.size() <= 4 && word.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? std::optional(std::stoi(std::string(word))) : std::nullopt;
}

std::optional<int> value_of(std::string_view word, const FieldKind& kind) {
  auto number = number_of(word);
  if (number) return *number >= kind.low && *number <= kind.high ? number : std::nullopt;
  std::string lower;
  for (char c : word) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  auto found = std::find(kind.names.begin(), kind.names.end(), lower);
  if (found == kind.names.end()) return std::nullopt;
  return kind.low + static_cast<int>(found - kind.names.begin());
}

// "*", "5", "mon-fri", "*/15", "10-50/5"
Result<void> add_item(std::string_view item, const FieldKind& kind, Field& field) {
  auto example = kind.names.empty() ? "" : fmt::format(" or {}", kind.names.front());
  auto complaint =
      wrong(fmt::format("\"{}\" is no {}: it is a number from {} to {}{}, a range (1-5), a step (*/2) or *",
                        text::printable(item, 40), kind.name, kind.low, kind.high, example));
  auto slash = item.find('/');
  auto range = item.substr(0, slash);
  int step = 1, low = kind.low, high = kind.high;
  if (slash != std::string_view::npos) {
    auto said = number_of(item.substr(slash + 1));
    if (!said || *said == 0) return complaint;
    step = *said;
  }
  if (range != "*") {
    auto dash = range.find('-');
    auto first = value_of(range.substr(0, dash), kind);
    if (!first) return complaint;
    low = *first;
    if (dash != std::string_view::npos) {
      auto last = value_of(range.substr(dash + 1), kind);
      if (!last) return complaint;
      if (*last < low)
        return wrong(
            fmt::format("the range \"{}\" of the {} ends before it begins", text::printable(range, 40), kind.name));
      high = *last;
    } else if (slash == std::string_view::npos) {
      high = low;
    }
  }
  for (int value = low; value <= high; value += step) field.values.set(static_cast<std::size_t>(value));
  return {};
}

Result<Field> read_field(std::string_view text, const FieldKind& kind) {
  Field field;
  field.is_any = text.starts_with('*');
  for (auto item : text::split(text, ','))
    if (auto added = add_item(item, kind, field); !added) return added.error();
  return field;
}

std::vector<int> list_of(const Field& field) {
  std::vector<int> values;
  for (std::size_t i = 0; i < field.values.size(); ++i)
    if (field.values.test(i)) values.push_back(static_cast<int>(i));
  return values;
}

// "*", "0/15", "1..5", "1,15".
std::string in_systemds_words(const Field& field, const FieldKind& kind) {
  auto values = list_of(field);
  if (values.size() == static_cast<std::size_t>(kind.high - kind.low + 1)) return "*";
  int step = values.size() > 2 ? values[1] - values[0] : 0;
  bool is_even = step > 0;
  for (std::size_t i = 1; is_even && i < values.size(); ++i) is_even = values[i] - values[i - 1] == step;
  if (is_even && step == 1) return fmt::format("{:02}..{:02}", values.front(), values.back());
  if (is_even && values.back() + step > kind.high) return fmt::format("{:02}/{}", values.front(), step);
  if (is_even) return fmt::format("{:02}..{:02}/{}", values.front(), values.back(), step);
  return fmt::format("{:02}", fmt::join(values, ","));
}

// "Mon,Tue " with the blank after it; nothing for every day.
std::string weekdays_of(const Field& field, CronWeekStart week_start) {
  constexpr std::array<std::string_view, 7> names = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::array<bool, 7> is_on{};
  for (int value : list_of(field))
    is_on[static_cast<std::size_t>(week_start == CronWeekStart::monday ? value : (value + 6) % 7)] = true;
  if (std::all_of(is_on.begin(), is_on.end(), [](bool on) { return on; })) return "";
  std::string words;
  for (std::size_t first = 0; first < names.size(); ++first) {
    if (!is_on[first]) continue;
    auto last = first;
    while (last + 1 < names.size() && is_on[last + 1]) ++last;
    if (!words.empty()) words += ',';
    words += names[first];
    if (last > first) words += fmt::format("{}{}", last - first > 1 ? ".." : ",", names[last]);
    first = last;
  }
  return words + " ";
}

// cron's own short words.
Result<std::string_view> spelt_out(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 7> words{{{"@hourly", "0 * * * *"},
                                                                                {"@daily", "0 0 * * *"},
                                                                                {"@midnight", "0 0 * * *"},
                                                                                {"@weekly", "0 0 * * sun"},
                                                                                {"@monthly", "0 0 1 * *"},
                                                                                {"@yearly", "0 0 1 1 *"},
                                                                                {"@annually", "0 0 1 1 *"}}};
  if (!text.starts_with('@')) return text;
  if (text == "@reboot") return wrong("@reboot is RunAtStartup: yes here");
  for (const auto& [word, meaning] : words)
    if (text == word) return meaning;
  return wrong(fmt::format("\"{}\" is none of @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually",
                           text::printable(text, 40)));
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (auto begin = text.find_first_not_of(" \t"); begin != std::string_view::npos;) {
    auto end = std::min(text.find_first_of(" \t", begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(" \t", end);
  }
  return words;
}

// Whether one of the months has one of the days, as not in "0 0 30 2 *".
bool ever_comes(const Field& month, const Field& day) {
  constexpr std::array<int, 13> lengths = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  auto first_day = list_of(day).front();
  auto months = list_of(month);
  return std::any_of(months.begin(), months.end(),
                     [&](int one) { return first_day <= lengths[static_cast<std::size_t>(one)]; });
}

}  // namespace

Result<std::vector<std::string>> cron_to_calendar(std::string_view whole, CronWeekStart week_start) {
  auto text = spelt_out(text::trim(whole));
  if (!text) return text.error();
  auto words = words_of(*text);
  if (words.size() != 5)
    return wrong(
        fmt::format("\"{}\" has {} fields, not cron's five: minute, hour, day of the month, month, day of the week",
                    text::printable(whole, 80), words.size()));
  const auto& week_kind = week_start == CronWeekStart::monday ? monday_kind : sunday_kind;
  const std::array<const FieldKind*, 5> kinds = {&minute_kind, &hour_kind, &day_kind, &month_kind, &week_kind};
  std::array<Field, 5> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    auto field = read_field(words[i], *kinds[i]);
    if (!field) return field.error();
    fields[i] = *field;
  }
  auto word = [&](std::size_t i) { return in_systemds_words(fields[i], *kinds[i]); };
  const auto& day = fields[2];
  const auto& weekday = fields[4];
  auto time = fmt::format("{}:{}:00", word(1), word(0));
  auto days = fmt::format("*-{}-{} {}", word(3), word(2), time);
  if (!ever_comes(fields[3], day))
    return wrong(fmt::format("\"{}\" never comes: no month has that day", text::printable(whole, 80)));
  // With a choice in both, cron takes the days that fit either.
  if (!day.is_any && !weekday.is_any)
    return std::vector<std::string>{days, fmt::format("{}*-{}-* {}", weekdays_of(weekday, week_start), word(3), time)};
  return std::vector<std::string>{weekdays_of(weekday, week_start) + days};
}

}  // namespace berth::config
