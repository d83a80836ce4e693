#include "service/rotated_name.h"

#include <fmt/format.h>

#include <charconv>

namespace berth::service {

namespace {

using Form = RotatedName::Form;

std::optional<Form> form_of(std::string_view ending) {
  if (ending.empty()) return Form::plain;
  if (ending == compressed_ending) return Form::compressed;
  if (ending == unfinished_ending) return Form::unfinished;
  return std::nullopt;
}

std::string_view ending_of(Form form) {
  return form == Form::plain ? "" : form == Form::compressed ? compressed_ending : unfinished_ending;
}

}  // namespace

std::string RotatedName::ending() const {
  return fmt::format(".{}{}", number, ending_of(form));
}

std::optional<RotatedName> RotatedName::parse(std::string_view ending) {
  constexpr int largest = 999'999'999;
  if (ending.size() < 2 || ending[0] != '.' || ending[1] < '1' || ending[1] > '9') return std::nullopt;
  ending.remove_prefix(1);
  RotatedName name;
  auto [end, error] = std::from_chars(ending.data(), ending.data() + ending.size(), name.number);
  if (error != std::errc{} || name.number > largest) return std::nullopt;
  auto form = form_of(ending.substr(static_cast<std::size_t>(end - ending.data())));
  if (!form) return std::nullopt;
  name.form = *form;
  return name;
}

}  // namespace berth::service
