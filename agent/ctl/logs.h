// berthctl logs: what a service has written, from its log file or from the journal.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace berth::ctl {

struct LogsOptions {
  std::string name;
  bool follow = false;
  std::string lines;         // a number or "all"; empty: see lines_of
  std::string since, until;  // as people type them
  bool from_file = false, from_journal = false;
};

int logs(const LogsOptions& options);

// How many lines of a log file are wanted. Without a number: all of them where a program reads, so that `| grep` finds
// what there is; the last 100 on a terminal, which a file of many gigabytes would flood; the last 10 before following,
// as tail and journalctl have it. Where times say how much is wanted: all of that.
Result<std::uint64_t> lines_of(const LogsOptions& options, bool on_terminal);

}  // namespace berth::ctl
