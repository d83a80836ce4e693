// A line in the form in which it stands in the log file. A pure function: the same arguments give the same bytes, so
// that what was written before a crash can be made again and compared.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "logs/stream.h"
#include "service/spec.h"

namespace berth::logs {

struct LineForm {
  service::LogFormat format = service::LogFormat::plain;
  std::string_view part = {};  // which of a project's containers says it; empty: there is only one
};

// Appends the record of `text`, which is a line without its newline. `goes_on`: the line was too long, and this is not
// its last piece. Plain pieces join to the line as it came, unless another container may speak in between; in the other
// forms each piece is a record of its own.
void append_line(std::string& out, const LineForm& form, Stream stream, std::string_view text,
                 std::chrono::system_clock::time_point at, bool goes_on = false);

// "2026-11-21T06:43:00.123456Z": UTC, always 27 characters.
void append_time(std::string& out, std::chrono::system_clock::time_point at);

}  // namespace berth::logs
