#include "config/resource_keys.h"

#include <charconv>

#include "base/closest.h"
#include "base/text.h"
#include "config/checked.h"
#include "config/kernel_names.h"

namespace berth::config {

namespace {

constexpr std::uint64_t least_memory = 6 * 1024 * 1024;  // the Engine's own bound
constexpr std::uint64_t most_bytes = 1ull << 62;

std::optional<std::uint64_t> read_bytes(const Field& field, std::uint64_t least, std::string_view least_text) {
  auto bytes = field.size();
  if (!bytes || (*bytes >= least && *bytes <= most_bytes)) return bytes;
  field.complain(*bytes < least ? fmt::format("it must be at least {}", least_text) : "it is too much");
  return std::nullopt;
}

// Docker's: memory and swap together.
void read_swap(const Field& field, service::Container& container) {
  auto said = field.text();
  if (!said) return;
  if (*said == "-1") {
    container.memory_swap = -1;
    return;
  }
  auto size = parse_size(*said);
  if (!size) return field.complain(fmt::format("{}, nor -1 for no limit", size.error().text));
  if (!container.memory) return field.complain("it needs Memory: it is the limit of both together");
  if (*size < *container.memory || *size > most_bytes)
    return field.complain("it must be at least Memory: it is the limit of both together");
  container.memory_swap = static_cast<std::int64_t>(*size);
}

void read_memory(Section& section, service::Container& container) {
  container.memory = read_bytes(section.take("Memory"), least_memory, "6M");
  auto reservation = section.take("MemoryReservation");
  container.memory_reservation = read_bytes(reservation, least_memory, "6M");
  if (container.memory && container.memory_reservation && *container.memory_reservation > *container.memory) {
    reservation.complain("it must not be more than Memory");
    container.memory_reservation.reset();
  }
  read_swap(section.take("MemorySwap"), container);
  container.shm_size = read_bytes(section.take("ShmSize"), 1, "1");
}

// The kernel's own form: "0-3,5".
bool is_set_of_numbers(std::string_view text) {
  for (auto part : text::split(text, ',')) {
    auto dash = part.find('-');
    for (auto number : {part.substr(0, dash), dash == part.npos ? std::string_view("0") : part.substr(dash + 1)})
      if (number.empty() || number.size() > 4 || number.find_first_not_of("0123456789") != number.npos) return false;
  }
  return true;
}

void read_processors(Section& section, service::Container& container) {
  container.cpus = section.take("CPUs").decimal(0.01, 10000);
  container.cpu_shares = section.take("CpuShares").number(2, 262144);
  container.cpuset_cpus = read_checked(section.take("CpusetCpus"), is_set_of_numbers, "no list such as 0-3,5");
  container.cpuset_mems = read_checked(section.take("CpusetMems"), is_set_of_numbers, "no list such as 0-3,5");
}

// The engine's own rule depends on who makes its cgroups: systemd takes a slice, otherwise it is a path.
bool is_cgroup(std::string_view text) {
  bool is_slice = text.ends_with(".slice") && text.size() > 6 && is_name(text, "_.-:\\@");
  bool is_path = text.starts_with('/') && text.find("..") == text.npos && text::consists_of(text, "/_.-:\\@");
  return is_slice || is_path;
}

std::optional<std::int64_t> limit_of(std::string_view text) {
  std::int64_t number = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  bool good = error == std::errc{} && end == text.data() + text.size() && number >= -1;
  return good ? std::optional(number) : std::nullopt;
}

void read_ulimits(const Field& field, std::vector<service::Ulimit>& ulimits) {
  for (const auto& pair : field.pairs()) {
    auto name = ulimit_name(pair.key);
    if (!name) {
      field.complain(pair.place, name.error().text, closest(pair.key, ulimit_names()).value_or(""));
      continue;
    }
    auto colon = pair.value.find(':');
    auto soft = limit_of(pair.value.substr(0, colon));
    auto hard = colon == std::string::npos ? soft : limit_of(pair.value.substr(colon + 1));
    if (!soft || !hard)
      field.complain(pair.place, fmt::format("\"{}\" is not of the form SOFT:HARD or a number, where -1 means no limit",
                                             text::printable(pair.value, 80)));
    else if (*hard != -1 && (*soft == -1 || *soft > *hard))
      field.complain(pair.place, fmt::format("the soft limit of {} is above the hard one", *name));
    else
      ulimits.push_back({*name, *soft, *hard});
  }
}

void read_sysctls(const Field& field, service::Container& container) {
  for (auto& pair : field.pairs()) {
    auto shown = text::printable(pair.key, 80);
    if (!is_sysctl_of_container(pair.key))
      field.complain(pair.place,
                     fmt::format("\"{}\" is no setting that a container has of its own (net.*, fs.mqueue.*, "
                                 "and kernel.msg*, kernel.sem, kernel.shm*)",
                                 shown));
    else if (service::network_mode(container.networks) == "host" && pair.key.starts_with("net."))
      field.complain(pair.place, fmt::format("\"{}\" is the host's own with Network: host", shown));
    else if (pair.value.empty())
      field.complain(pair.place, fmt::format("\"{}\" has no value", shown));
    else
      container.sysctls.emplace_back(std::move(pair.key), std::move(pair.value));
  }
}

}  // namespace

void read_resources(Section& section, service::Container& container) {
  read_memory(section, container);
  read_processors(section, container);
  container.oom_score_adj = section.take("OomScoreAdj").number(-1000, 1000);
  container.cgroup_parent =
      read_checked(section.take("CgroupParent"), is_cgroup, "neither a slice such as batch.slice nor a path");
  container.pids_limit = section.take("PidsLimit").number(1, 4194304);
  read_ulimits(section.take("Ulimit"), container.ulimits);
  read_sysctls(section.take("Sysctl"), container);
}

}  // namespace berth::config
