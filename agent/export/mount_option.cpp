#include "export/mount_option.h"

#include <algorithm>

#include "config/csv.h"

namespace berth::exporting {

namespace {

using service::PublishedPort;

bool is_propagation(std::string_view option) {
  constexpr std::string_view words[] = {"private", "rprivate", "shared", "rshared", "slave", "rslave"};
  return std::find(std::begin(words), std::end(words), option) != std::end(words);
}

bool follows(const PublishedPort& port, const PublishedPort& before, int length) {
  bool is_alike = port.host_ip == before.host_ip && port.protocol == before.protocol && before.host_port != 0;
  return is_alike && port.host_port == before.host_port + length &&
         port.container_port == before.container_port + length;
}

std::string range(int first, int length) {
  return length == 1 ? std::to_string(first) : fmt::format("{}-{}", first, first + length - 1);
}

std::string port_word(const PublishedPort& port, int length) {
  bool is_ipv6 = port.host_ip.find(':') != std::string::npos;
  std::string word;
  if (!port.host_ip.empty()) word = is_ipv6 ? fmt::format("[{}]:", port.host_ip) : port.host_ip + ":";
  if (port.host_port != 0)
    word += range(port.host_port, length) + ":";
  else if (!word.empty())
    word += ":";
  word += range(port.container_port, length);
  return port.protocol == "tcp" ? word : fmt::format("{}/{}", word, port.protocol);
}

void add_pairs(const std::string& key, const std::vector<std::pair<std::string, std::string>>& pairs,
               std::vector<std::string>& fields) {
  for (const auto& [name, value] : pairs) fields.push_back(fmt::format("{}={}={}", key, name, value));
}

}  // namespace

RunOption mount_option(const service::Mount& mount, const FileTest& exists) {
  bool is_elsewhere = !mount.otherwise.empty() && !exists(mount.source) && exists(mount.otherwise);
  const auto& source = is_elsewhere ? mount.otherwise : mount.source;
  if (mount.must_exist && (mount.options.empty() || is_propagation(mount.options))) {
    std::vector<std::string> fields = {"type=bind", "source=" + source, "target=" + mount.target};
    if (mount.read_only) fields.emplace_back("readonly");
    if (!mount.options.empty()) fields.push_back("bind-propagation=" + mount.options);
    return {"mount", config::join_csv(fields)};
  }
  std::vector<std::string> words;
  if (mount.read_only) words.emplace_back("ro");
  if (!mount.options.empty()) words.push_back(mount.options);
  auto value = fmt::format("{}:{}", source, mount.target);
  return {"volume", words.empty() ? value : fmt::format("{}:{}", value, text::join(words, ","))};
}

std::string spelled_mount(const service::SpelledMount& mount) {
  std::vector<std::string> fields = {"type=" + mount.type};
  auto add = [&](const std::string& key, const std::string& value) {
    if (!value.empty()) fields.push_back(fmt::format("{}={}", key, value));
  };
  add("source", mount.source);
  add("target", mount.target);
  if (mount.read_only) fields.emplace_back("readonly");
  add("consistency", mount.consistency);
  add("bind-propagation", mount.propagation);
  if (mount.non_recursive) fields.emplace_back("bind-nonrecursive=true");
  if (mount.no_copy) fields.emplace_back("volume-nocopy");
  add("volume-driver", mount.driver);
  add_pairs("volume-label", mount.labels, fields);
  add_pairs("volume-opt", mount.driver_options, fields);
  if (mount.tmpfs_size) add("tmpfs-size", std::to_string(*mount.tmpfs_size));
  if (mount.tmpfs_mode) add("tmpfs-mode", fmt::format("{:o}", *mount.tmpfs_mode));
  return config::join_csv(fields);
}

std::vector<std::string> port_words(const std::vector<PublishedPort>& ports) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < ports.size();) {
    int length = 1;
    while (i + static_cast<std::size_t>(length) < ports.size() &&
           follows(ports[i + static_cast<std::size_t>(length)], ports[i], length))
      ++length;
    words.push_back(port_word(ports[i], length));
    i += static_cast<std::size_t>(length);
  }
  return words;
}

std::string gpus_word(const service::GpuRequest& gpus) {
  std::vector<std::string> fields;
  if (gpus.count) fields.push_back(*gpus.count == -1 ? "all" : std::to_string(*gpus.count));
  if (!gpus.device_ids.empty()) fields.push_back("device=" + text::join(gpus.device_ids, ","));
  if (!gpus.driver.empty()) fields.push_back("driver=" + gpus.driver);
  auto capabilities = gpus.capabilities;
  if (!capabilities.empty() && capabilities.back() == "gpu") capabilities.pop_back();  // it is always added
  if (!capabilities.empty()) fields.push_back("capabilities=" + text::join(capabilities, ","));
  std::vector<std::string> options;
  for (const auto& [key, value] : gpus.options) options.push_back(fmt::format("{}={}", key, value));
  if (!options.empty()) fields.push_back("options=" + config::join_csv(options));
  return config::join_csv(fields);
}

}  // namespace berth::exporting
