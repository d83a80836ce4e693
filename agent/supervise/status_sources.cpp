#include "supervise/status_sources.h"

#include <fmt/format.h>

#include "service/name.h"

namespace berth::supervise {

void show_descriptor(Status& status, const std::string& service, const Catalogue::Entry* entry) {
  if (entry == nullptr) {
    status.load_state = "not-found";
    status.load_error = fmt::format("the descriptor of {} is gone", service);
    return;
  }
  status.descriptor_path = entry->path;
  status.load_error = entry->trouble();
  status.load_state = status.load_error.empty() ? "loaded" : "error";
  const auto& spec = entry->reading.spec;
  bool is_better = entry->reading.ok() || status.description.empty();
  if (is_better) status.description = spec.description;
  if (entry->reading.ok()) status.timer = spec.schedule ? service::timer_name(service) : "";
}

void show_last_run(Status& status, const std::string& service, Ledger& ledger) {
  if (status.timer.empty()) return;
  const auto& history = ledger.of(service).history;
  if (history.empty()) return;
  const auto& run = history.back();
  status.last_run = static_cast<std::uint64_t>(run.started);
  status.last_run_duration = run.ended > run.started ? static_cast<std::uint64_t>(run.ended - run.started) : 0;
  status.last_run_result = run.result;
}

}  // namespace berth::supervise
