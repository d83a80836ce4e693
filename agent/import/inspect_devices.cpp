#include "import/inspect_devices.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "import/asked.h"
#include "import/command_line.h"
#include "import/json_value.h"

namespace berth::importing {

namespace {

namespace json = boost::json;

struct Rate {
  std::string_view key, number, option;
};

constexpr std::array rates = {
    Rate{"BlkioWeightDevice", "Weight", "blkio-weight-device"}, Rate{"BlkioDeviceReadBps", "Rate", "device-read-bps"},
    Rate{"BlkioDeviceReadIOps", "Rate", "device-read-iops"}, Rate{"BlkioDeviceWriteBps", "Rate", "device-write-bps"},
    Rate{"BlkioDeviceWriteIOps", "Rate", "device-write-iops"}};

// The words of `docker run --gpus`.
std::string gpus_words(const json::value& request) {
  std::vector<std::string> fields;
  auto add = [&](const std::string& key, const std::vector<std::string>& values) {
    if (!values.empty()) fields.push_back(csv_field(fmt::format("{}={}", key, text::join(values, ","))));
  };
  auto devices = texts(at(request, "DeviceIDs"));
  auto count = number_of(at(request, "Count"));
  if (devices.empty()) fields.push_back(count == -1 ? "all" : std::to_string(count));
  add("device", devices);
  if (auto driver = text_of(at(request, "Driver")); !driver.empty()) add("driver", {driver});
  std::vector<std::string> capabilities, options;
  if (const auto* choices = at(request, "Capabilities").if_array(); choices != nullptr && !choices->empty())
    capabilities = texts(choices->front());
  std::erase(capabilities, "gpu");  // it is always asked for
  add("capabilities", capabilities);
  for (const auto& [name, value] : text_pairs(at(request, "Options")))
    options.push_back(csv_field(fmt::format("{}={}", name, value)));
  add("options", options);
  return text::join(fields, ",");
}

void ask_for_gpus(const json::value& request, DockerRun& run, Draft& draft) {
  if (text_of(at(request, "Driver")) != "cdi") return ask(run, "gpus", escaped_percent(gpus_words(request)));
  for (const auto& device : texts(at(request, "DeviceIDs")))
    draft.leave_out("Container", "--device " + device, "Berth knows no devices by such names: for a GPU, use GPUs");
}

}  // namespace

void ask_for_devices(const json::value& host, DockerRun& run, Draft& draft) {
  auto each = [&](std::string_view key, auto step) {
    if (const auto* all = at(host, key).if_array(); all != nullptr)
      for (const auto& one : *all) step(one);
  };
  each("Devices", [&](const auto& one) {
    ask(run, "device",
        fmt::format("{}:{}:{}", text_of(at(one, "PathOnHost")), text_of(at(one, "PathInContainer")),
                    text_of(at(one, "CgroupPermissions"))));
  });
  each("DeviceRequests", [&](const auto& one) { ask_for_gpus(one, run, draft); });
  for (const auto& rate : rates)
    each(rate.key, [&](const auto& one) {
      ask(run, rate.option, fmt::format("{}:{}", text_of(at(one, "Path")), number_of(at(one, rate.number))));
    });
}

}  // namespace berth::importing
