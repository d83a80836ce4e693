#include "supervise/engine_memory.h"

#include "supervise/engine_downtime.h"
#include "supervise/shared.h"

namespace berth::supervise {

namespace {

// As many at once as may start: each can be some megabytes.
Task<Result<EngineMemory>> recall_from(Shared& shared, std::string id, std::int64_t started, std::int64_t since) {
  constexpr std::size_t most = 8 * 1024 * 1024;
  auto place = co_await shared.starts.enter();
  EngineMemory memory;
  auto engine = co_await shared.systemd.uptime("docker.service");
  auto containerd = co_await shared.systemd.uptime("containerd.service");
  bool has_read = engine && containerd && !may_not_read(*engine, *containerd, static_cast<std::uint64_t>(started));
  // One that answers already, and is not "active" yet for systemd, has the time of the one before.
  if (has_read && engine->is_active) memory.up_since = engine->active_enter;
  auto lines = co_await docker::read_log(shared.engine, id, since, most);
  if (!lines) co_return lines.error();
  memory.lines = std::move(*lines);
  co_return memory;
}

}  // namespace

Recall recall_of(Shared& shared, std::string container_id, std::int64_t started) {
  return [&shared, id = std::move(container_id), started](std::int64_t since) {
    return recall_from(shared, id, started, since);
  };
}

}  // namespace berth::supervise
