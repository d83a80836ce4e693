#include "config/container_keys.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/closest.h"
#include "base/text.h"
#include "config/health.h"
#include "config/kernel_names.h"
#include "config/mounts.h"
#include "config/paths.h"
#include "config/ports.h"
#include "config/pull_keys.h"

namespace berth::config {

namespace {

bool is_name(std::string_view text, std::string_view further = "_.-") {
  auto is_alnum = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; };
  return !text.empty() && is_alnum(text.front()) && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_alnum(c) || further.find(c) != std::string_view::npos;
  });
}

// A text that passes `accepts`; otherwise "<text> is <what it should have been>".
std::string read_checked(const Field& field, auto accepts, std::string_view otherwise) {
  auto said = field.text();
  if (!said) return {};
  if (accepts(*said)) return *said;
  field.complain(fmt::format("\"{}\" is {}", text::printable(*said, 80), otherwise));
  return {};
}

// Docker wants two characters at least and knows no @.
std::string default_container_name(std::string_view service_name) {
  std::string name(service_name);
  std::replace(name.begin(), name.end(), '@', '-');
  return name.size() < 2 ? "berth-" + name : name;
}

// Docker's word and Quadlet's for the same thing.
void read_init(Section& section, service::Container& container) {
  auto init = section.take("Init");
  auto run_init = section.take("RunInit");
  if (init && run_init) return run_init.complain("Init says the same: write one of the two");
  container.init = (init ? init : run_init).flag().value_or(false);
}

void read_process(Section& section, std::string_view service_name, service::Container& container) {
  container.name = read_checked(
      section.take("ContainerName"), [](auto text) { return is_name(text) && text.size() > 1; },
      "no container's name: letters, digits and _ . -, at least two");
  if (container.name.empty()) container.name = default_container_name(service_name);
  if (auto words = section.take("Exec").words()) container.exec = *words;
  container.entrypoint = section.take("Entrypoint").words();
  auto working_dir = section.take("WorkingDir");
  if (auto said = working_dir.text()) {
    if (auto path = absolute_path(*said))
      container.working_dir = *path;
    else
      working_dir.complain(path.error().text);
  }
  container.user = read_checked(
      section.take("User"),
      [](auto text) {
        auto colon = text.find(':');
        return is_name(text.substr(0, colon), "_.-$") &&
               (colon == std::string::npos || is_name(text.substr(colon + 1), "_.-$"));
      },
      "no user or user:group");
  container.host_name = read_checked(
      section.take("HostName"), [](auto text) { return text.size() <= 63 + 190 && is_name(text, "-._"); },
      "no host name");
  read_init(section, container);
}

void read_environment(Section& section, service::Container& container) {
  auto field = section.take("Environment");
  for (auto& pair : field.pairs()) {
    bool good = !pair.key.empty() && std::none_of(pair.key.begin(), pair.key.end(),
                                                  [](unsigned char c) { return c <= 0x20 || c == 0x7f || c == '='; });
    if (good)
      container.environment.emplace_back(std::move(pair.key), std::move(pair.value));
    else
      field.complain(pair.place, "a variable's name must not be empty or have blanks or = in it");
  }
}

bool is_host_entry(std::string_view text) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos || !is_name(text.substr(0, colon))) return false;
  std::string address(text.substr(colon + 1));
  if (address == "host-gateway") return true;
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  unsigned char binary[16];
  return ::inet_pton(AF_INET, address.c_str(), binary) == 1 || ::inet_pton(AF_INET6, address.c_str(), binary) == 1;
}

void read_network(Section& section, service::Container& container) {
  auto ports = section.take("PublishPort");
  container.ports = read_ports(ports);
  auto network = section.take("Network");
  auto networks = network.list();
  if (networks.size() > 1) {
    network.complain("more than one network is not supported yet");
  } else if (networks.size() == 1) {
    std::string_view name = networks.front().text;
    bool good = is_name(name.starts_with("container:") ? name.substr(10) : name);
    if (good)
      container.network = name;
    else
      network.complain(fmt::format("\"{}\" is no network's name", text::printable(name, 80)));
  }
  if (ports &&
      (container.network == "host" || container.network == "none" || container.network.starts_with("container:")))
    ports.complain(fmt::format("nothing can be published with Network: {}", container.network));
  auto hosts = section.take("AddHost");
  for (const auto& said : hosts.list()) {
    if (is_host_entry(said.text))
      container.add_hosts.push_back(said.text);
    else
      hosts.complain(said.place, fmt::format("\"{}\" is not of the form NAME:ADDRESS", text::printable(said.text, 80)));
  }
}

void read_capabilities(const Field& field, std::vector<std::string>& capabilities) {
  for (const auto& said : field.list()) {
    if (auto name = capability_name(said.text))
      capabilities.push_back(*name);
    else
      field.complain(said.place, name.error().text, closest(said.text, capability_names()).value_or(""));
  }
}

void read_limits(Section& section, service::Container& container) {
  read_capabilities(section.take("AddCapability"), container.add_capabilities);
  read_capabilities(section.take("DropCapability"), container.drop_capabilities);
  container.read_only = section.take("ReadOnly").flag().value_or(false);
  constexpr std::uint64_t least_memory = 6 * 1024 * 1024;  // the Engine's own bound
  auto read_memory = [&](const std::string& key) {
    auto field = section.take(key);
    auto bytes = field.size();
    if (!bytes || *bytes >= least_memory) return bytes;
    field.complain("it must be at least 6M");
    return std::optional<std::uint64_t>{};
  };
  container.memory = read_memory("Memory");
  container.memory_reservation = read_memory("MemoryReservation");
  if (container.memory && container.memory_reservation && *container.memory_reservation > *container.memory) {
    section.take("MemoryReservation").complain("it must not be more than Memory");
    container.memory_reservation.reset();
  }
  container.cpus = section.take("CPUs").decimal(0.01, 10000);
  container.pids_limit = section.take("PidsLimit").number(1, 4194304);
}

void read_stop(Section& section, service::Container& container) {
  auto signal = section.take("StopSignal");
  if (auto said = signal.text()) {
    if (auto name = signal_name(*said))
      container.stop_signal = *name;
    else
      signal.complain(name.error().text, closest(*said, signal_names()).value_or(""));
  }
  auto timeout = section.take("StopTimeout");
  auto span = timeout.duration();
  if (span && *span <= std::chrono::hours(24 * 7))
    container.stop_timeout = *span;
  else if (span)
    timeout.complain("it must be at most a week");
}

void read_marks(Section& section, service::Container& container) {
  auto read = [&](const std::string& key, auto& pairs) {
    auto field = section.take(key);
    for (auto& pair : field.pairs()) {
      if (pair.key.empty())
        field.complain(pair.place, "a name is missing before the =");
      else
        pairs.emplace_back(std::move(pair.key), std::move(pair.value));
    }
  };
  read("Label", container.labels);
  read("LogOpt", container.log_options);
}

}  // namespace

void read_container(Section& section, std::string_view service_name, const Roots& roots,
                    service::Container& container) {
  read_pull(section, service_name, roots, container);
  read_process(section, service_name, container);
  read_environment(section, container);
  read_mounts(section, service_name, roots, container);
  read_network(section, container);
  read_limits(section, container);
  read_stop(section, container);
  read_marks(section, container);
  read_health(section, container);
  section.not_yet({"Group", "GroupAdd", "Mount", "NetworkAlias", "IP", "IP6", "DNS", "DNSSearch", "NoNewPrivileges",
                   "SecurityOpt", "AddDevice", "Sysctl", "Ulimit", "ShmSize", "Platform", "GPUs", "PreRun", "ReloadCmd",
                   "ReloadSignal"});
}

void read_log(Section& section, std::string_view service_name, const Roots& roots, service::Log& log) {
  log.file = fmt::format("{}/{}.log", roots.log_root, service_name);
  auto file = section.take("File");
  if (auto said = file.text()) {
    auto path = path_below(roots.log_root, *said);
    if (*said == "none")
      log.file.clear();
    else if (path)
      log.file = *path;
    else
      file.complain(path.error().text);
  }
  log.journal = section.take("Journal").flag().value_or(true);
  section.not_yet({"Format", "MaxSize", "MaxFiles", "Compress", "RateLimit", "Job", "Labels"});
}

}  // namespace berth::config
