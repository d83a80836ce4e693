#include "config/unit_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace berth::config {

namespace {

constexpr std::array conditions = {"Architecture",
                                   "Firmware",
                                   "Virtualization",
                                   "Host",
                                   "KernelCommandLine",
                                   "KernelVersion",
                                   "Credential",
                                   "Environment",
                                   "Security",
                                   "Capability",
                                   "ACPower",
                                   "NeedsUpdate",
                                   "FirstBoot",
                                   "PathExists",
                                   "PathExistsGlob",
                                   "PathIsDirectory",
                                   "PathIsSymbolicLink",
                                   "PathIsMountPoint",
                                   "PathIsReadWrite",
                                   "PathIsEncrypted",
                                   "DirectoryNotEmpty",
                                   "FileNotEmpty",
                                   "FileIsExecutable",
                                   "User",
                                   "Group",
                                   "ControlGroupController",
                                   "Memory",
                                   "CPUs",
                                   "CPUFeature",
                                   "OSRelease",
                                   "MemoryPressure",
                                   "CPUPressure",
                                   "IOPressure"};

std::vector<UnitWord> make_words_of_unit() {
  using enum UnitValue;
  std::vector<UnitWord> words = {{"Description"}, {"Documentation"}};
  for (auto key : {"Wants", "Requires", "Requisite", "BindsTo", "PartOf", "Upholds", "Conflicts", "Before", "After",
                   "OnFailure", "OnSuccess", "PropagatesReloadTo", "ReloadPropagatedFrom", "PropagatesStopTo",
                   "StopPropagatedFrom", "JoinsNamespaceOf"})
    words.push_back({key, units});
  for (auto key : {"RequiresMountsFor", "WantsMountsFor"}) words.push_back({key, paths});
  for (auto key : {"IgnoreOnIsolate", "StopWhenUnneeded", "RefuseManualStart", "RefuseManualStop", "AllowIsolate",
                   "DefaultDependencies", "SurviveFinalKillSignal"})
    words.push_back({key, flag});
  for (auto key : {"FailureAction", "SuccessAction", "JobTimeoutAction", "StartLimitAction"})
    words.push_back({key, action});
  for (auto key : {"FailureActionExitStatus", "SuccessActionExitStatus", "StartLimitBurst"})
    words.push_back({key, count});
  for (auto key : {"JobTimeoutSec", "JobRunningTimeoutSec", "StartLimitIntervalSec"}) words.push_back({key, duration});
  for (auto key : {"OnFailureJobMode", "OnSuccessJobMode", "CollectMode", "JobTimeoutRebootArgument", "RebootArgument"})
    words.push_back({key});
  for (auto condition : conditions) {
    words.push_back({fmt::format("Condition{}", condition)});
    words.push_back({fmt::format("Assert{}", condition)});
  }
  return words;
}

// By the beginning of the key, first match counts.
constexpr auto advice = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"User", "use Container: User"},
    {"Group", "use Container: Group"},
    {"DynamicUser", "use Container: User"},
    {"SupplementaryGroups", "use Container: GroupAdd"},
    {"WorkingDirectory", "use Container: WorkingDir"},
    {"RootDirectory", "the container has its own root"},
    {"RootImage", "the container has its own root"},
    {"EnvironmentFile", "use Container: EnvironmentFile"},
    {"Environment", "use Container: Environment"},
    {"PassEnvironment", "use Container: Environment"},
    {"UnsetEnvironment", "use Container: Environment"},
    {"ExecStartPre", "use Container: PreRun, for a command in the image"},
    {"ExecStartPost", "commands after the start are not supported"},
    {"ExecStart", "use Container: Exec"},
    {"ExecReload", "use Container: ReloadCmd"},
    {"ExecStop", "use Container: StopSignal"},
    {"ExecCondition", "use Unit: ConditionPathExists and the like"},
    {"KillSignal", "use Container: StopSignal"},
    {"RestartKillSignal", "use Container: StopSignal"},
    {"FinalKillSignal", "use Container: StopSignal"},
    {"ReloadSignal", "use Container: ReloadSignal"},
    {"KillMode", "use Container: StopSignal and StopTimeout"},
    {"SendSIG", "use Container: StopSignal and StopTimeout"},
    {"MemoryMax", "use Container: Memory"},
    {"MemoryLimit", "use Container: Memory"},
    {"MemoryHigh", "use Container: MemoryReservation"},
    {"MemoryLow", "use Container: MemoryReservation"},
    {"MemoryMin", "use Container: MemoryReservation"},
    {"MemorySwap", "use Container: MemorySwap, which is both together"},
    {"CPUWeight", "use Container: CpuShares"},
    {"CPUShares", "use Container: CpuShares"},
    {"CPU", "use Container: CPUs"},
    {"AllowedCPUs", "use Container: CpusetCpus"},
    {"AllowedMemoryNodes", "use Container: CpusetMems"},
    {"TasksMax", "use Container: PidsLimit"},
    {"Limit", "use Container: Ulimit"},
    {"Nice", "it has no like in a container"},
    {"OOMScoreAdjust", "use Container: OomScoreAdj"},
    {"OOM", "it has no like in a container"},
    {"IO", "it has no like in a container yet"},
    {"BlockIO", "it has no like in a container yet"},
    {"Device", "use Container: AddDevice"},
    {"CapabilityBoundingSet", "use Container: AddCapability and DropCapability"},
    {"AmbientCapabilities", "use Container: AddCapability"},
    {"NoNewPrivileges", "use Container: NoNewPrivileges"},
    {"ReadOnlyPaths", "use Container: ReadOnly and Volume"},
    {"ReadWritePaths", "use Container: Volume"},
    {"BindReadOnlyPaths", "use Container: Volume, as in SOURCE:TARGET:ro"},
    {"BindPaths", "use Container: Volume"},
    {"TemporaryFileSystem", "use Container: Tmpfs"},
    {"StateDirectory", "use Container: Volume"},
    {"CacheDirectory", "use Container: Volume"},
    {"RuntimeDirectory", "use Container: Tmpfs"},
    {"LogsDirectory", "use Log: File"},
    {"ConfigurationDirectory", "use Container: Config"},
    {"LoadCredential", "use Container: Config"},
    {"SetCredential", "use Container: Config"},
    {"Standard", "use Log: File and Journal"},
    {"Syslog", "use Log: Journal"},
    {"LogLevelMax", "use Log: Journal"},
    {"LogRateLimit", "use Log: RateLimit"},
    {"Protect", "the container is isolated already"},
    {"Private", "the container is isolated already"},
    {"Restrict", "the container is isolated already"},
    {"SystemCall", "use Container: SecurityOpt, as in seccomp=FILE"},
    {"Lock", "the container is isolated already"},
    {"IPAddress", "use Container: Network and PublishPort"},
    {"Socket", "sockets can't be passed to a container"},
    {"Type", "Berth sets it; use Container: Notify to say when the service is ready"},
    {"NotifyAccess", "Berth sets it; use Container: Notify to say when the service is ready"},
    {"RemainAfterExit", "Berth sets it"},
    {"PIDFile", "Berth sets it"},
    {"GuessMainPID", "Berth sets it"},
    {"Slice", "use Container: CgroupParent"},
    {"Delegate", "Berth sets it"},
});

}  // namespace

const std::vector<UnitWord>& words_of_unit() {
  static const auto words = make_words_of_unit();
  return words;
}

const std::vector<UnitWord>& words_of_service() {
  using enum UnitValue;
  static const std::vector<UnitWord> words = {{"Restart", restart},
                                              {"RestartSec", duration},
                                              {"RestartSteps", count},
                                              {"RestartMaxDelaySec", duration},
                                              {"TimeoutStartSec", duration},
                                              {"TimeoutStopSec", duration},
                                              {"TimeoutSec", duration},
                                              {"TimeoutAbortSec", duration},
                                              {"WatchdogSec", duration},
                                              {"RuntimeMaxSec", duration},
                                              {"RuntimeRandomizedExtraSec", duration},
                                              {"StartLimitIntervalSec", duration},
                                              {"StartLimitBurst", count},
                                              {"StartLimitAction", action},
                                              {"SuccessExitStatus", exit_statuses},
                                              {"RestartPreventExitStatus", exit_statuses},
                                              {"RestartForceExitStatus", exit_statuses}};
  return words;
}

const std::vector<UnitWord>& words_of_install() {
  using enum UnitValue;
  static const std::vector<UnitWord> words = {{"WantedBy", units}, {"RequiredBy", units}, {"UpheldBy", units},
                                              {"Also", units},     {"Alias", units},      {"DefaultInstance", any}};
  return words;
}

bool is_start_limit(std::string_view key) {
  return key.starts_with("StartLimit");
}

std::string advice_for_holder_key(std::string_view key) {
  auto found =
      std::find_if(advice.begin(), advice.end(), [&](const auto& line) { return key.starts_with(line.first); });
  return found == advice.end() ? "" : std::string(found->second);
}

}  // namespace berth::config
