#include "config/device_keys.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "config/checked.h"
#include "config/csv.h"
#include "config/paths.h"

namespace berth::config {

namespace {

using service::Device;
using service::GpuRequest;

Error invalid(std::string text) {
  return {ErrorKind::invalid, std::move(text)};
}

bool is_permissions(std::string_view text) {
  std::set<char> signs(text.begin(), text.end());
  return !text.empty() && signs.size() == text.size() && text.find_first_not_of("rwm") == std::string_view::npos;
}

// HOST[:CONTAINER][:PERMISSIONS], after Quadlet's - for one that may be missing.
Result<Device> parse_device(std::string_view text) {
  Device device;
  device.optional = text.starts_with('-');
  auto parts = text::split(text.substr(device.optional ? 1 : 0), ':');
  if (parts.size() > 3) return invalid("this has too many colons for HOST:CONTAINER:PERMISSIONS");
  if (parts.size() > 1 && (parts.size() == 3 || is_permissions(parts.back()))) {
    if (!is_permissions(parts.back()))
      return invalid(fmt::format("\"{}\" are no permissions: r, w and m", text::printable(parts.back(), 40)));
    device.permissions = parts.back();
    parts.pop_back();
  }
  auto host = absolute_path(parts.front());
  if (!host) return host.error();
  auto container = absolute_path(parts.back());
  if (!container) return container.error();
  device.host = *host;
  device.container = *container;
  return device;
}

Result<int> parse_count(const std::string& text) {
  if (text == "all") return -1;
  int count = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error == std::errc{} && end == text.data() + text.size() && count >= 1 && count <= 1024) return count;
  return invalid(fmt::format("\"{}\" is neither all nor a number of GPUs", text::printable(text, 40)));
}

std::vector<std::string> items(std::string_view text) {
  auto parts = text::split(text, ',');
  return {parts.begin(), parts.end()};
}

Result<void> take_gpu_word(const std::string& key, const std::string& value, GpuRequest& request) {
  if (key == "driver") request.driver = value;
  if (key == "device") request.device_ids = items(value);
  if (key == "capabilities") {
    request.capabilities = items(value);
    request.capabilities.emplace_back("gpu");
  }
  if (key == "count") {
    auto count = parse_count(value);
    if (!count) return count.error();
    request.count = *count;
  }
  if (key != "options") return {};
  auto options = split_csv(value);
  if (!options) return options.error();
  for (const auto& option : *options) {
    auto equals = option.find('=');
    if (equals == 0 || equals == std::string::npos) return invalid("options are not of the form options=KEY=VALUE");
    request.options.emplace_back(option.substr(0, equals), option.substr(equals + 1));
  }
  return {};
}

// Docker's --gpus: all, 2, or count=, device=, driver=, capabilities= and options=.
Result<GpuRequest> parse_gpus(std::string_view text) {
  auto fields = split_csv(text);
  if (!fields) return fields.error();
  GpuRequest request;
  std::set<std::string> seen;
  for (const auto& field : *fields) {
    auto equals = field.find('=');
    auto key = equals == std::string::npos ? "count" : field.substr(0, equals);
    auto value = equals == std::string::npos ? field : field.substr(equals + 1);
    static const std::set<std::string> keys = {"count", "device", "driver", "capabilities", "options"};
    if (!keys.contains(key))
      return invalid(
          fmt::format("\"{}\" is none of count, device, driver, capabilities, options", text::printable(key, 40)));
    if (!seen.insert(key).second) return invalid(fmt::format("{} is given twice", key));
    if (value.empty()) return invalid(fmt::format("{} has no value", key));
    if (auto taken = take_gpu_word(key, value, request); !taken) return taken.error();
  }
  if (request.count && !request.device_ids.empty()) return invalid("count and device exclude each other");
  if (!request.count && request.device_ids.empty()) request.count = 1;
  return request;
}

// As the kernel's list of devices of a cgroup has them: "c 188:* rwm".
bool is_device_rule(std::string_view text) {
  auto words = text::split(text, ' ');
  if (words.size() != 3 || words[0].size() != 1 || words[0].find_first_of("abc") != 0) return false;
  auto is_number = [](std::string_view part) {
    bool is_digits = !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
    return part == "*" || (is_digits && part.size() <= 7);
  };
  auto colon = words[1].find(':');
  bool has_both = colon != std::string_view::npos && is_number(words[1].substr(0, colon));
  return has_both && is_number(words[1].substr(colon + 1)) && is_permissions(words[2]);
}

template <class Thing>
void read_each(const Field& field, auto parse, std::vector<Thing>& into, auto add_place) {
  for (const auto& said : field.list()) {
    auto thing = parse(said.text);
    if (!thing) {
      field.complain(said.place, thing.error().text);
      continue;
    }
    add_place(*thing, said.place);
    into.push_back(std::move(*thing));
  }
}

}  // namespace

void read_devices(Section& section, service::Container& container) {
  read_each(section.take("AddDevice"), parse_device, container.devices,
            [](Device& device, Place place) { device.place = place; });
  read_each(section.take("GPUs"), parse_gpus, container.gpus, [](GpuRequest&, Place) {});
  container.device_cgroup_rules =
      read_checked_list(section.take("DeviceCgroupRule"), is_device_rule, "no rule such as c 188:* rwm");
}

}  // namespace berth::config
