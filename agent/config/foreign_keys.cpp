#include "config/foreign_keys.h"

#include <array>

namespace berth::config {

namespace {

// man/berth.yaml.5 has the same list.
constexpr auto foreign_keys = std::to_array<std::pair<const char*, std::string_view>>({
    {"Annotation", "use Label"},
    {"AutoUpdate", "every start takes the newest image: see Pull, and the section Update"},
    {"CgroupsMode", "use CgroupnsMode or CgroupParent"},
    {"ContainersConfModule", "it is Podman's"},
    {"EnvironmentHost", "use Environment or EnvironmentFile"},
    {"GIDMap", "use the engine's own setting userns-remap"},
    {"GlobalArgs", "use the key for what you want"},
    {"HealthLogDestination", "the engine keeps the last five checks: docker inspect"},
    {"HealthMaxLogCount", "the engine keeps the last five checks: docker inspect"},
    {"HealthMaxLogSize", "the engine keeps the last five checks: docker inspect"},
    {"HealthStartupCmd", "use HealthCmd and HealthStartPeriod"},
    {"HealthStartupInterval", "use HealthCmd and HealthStartPeriod"},
    {"HealthStartupRetries", "use HealthCmd and HealthStartPeriod"},
    {"HealthStartupSuccess", "use HealthCmd and HealthStartPeriod"},
    {"HealthStartupTimeout", "use HealthCmd and HealthStartPeriod"},
    {"HttpProxy", "use Environment: a container gets no variable of the host"},
    {"Mask", "Docker masks what it should, or nothing: SecurityOpt: systempaths=unconfined"},
    {"PodmanArgs", "use the key for what you want"},
    {"Pod", "Docker has no pods: use Network: container:NAME"},
    {"ReadOnlyTmpfs", "use Tmpfs for what must be writable with ReadOnly"},
    {"RemapUsers", "use the engine's own setting userns-remap"},
    {"Retry", "use PullRetry"},
    {"RetryDelay", "use PullRetryDelay"},
    {"Rootfs", "use Image"},
    {"Secret", "use Config for a file, or EnvironmentFile"},
    {"SecurityLabelNested", "it is Podman's"},
    {"StartWithPod", "Docker has no pods: use After and Requires in Unit"},
    {"Timezone", "use Environment: TZ=ZONE, or Volume: /etc/localtime:/etc/localtime:ro"},
    {"UIDMap", "use the engine's own setting userns-remap"},
    {"Unmask", "Docker masks what it should, or nothing: SecurityOpt: systempaths=unconfined"},
});

}  // namespace

void refuse_foreign_keys(Section& section) {
  for (const auto& [key, advice] : foreign_keys) section.refuse(key, advice);
}

}  // namespace berth::config
