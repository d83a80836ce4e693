// Rotated log files: web.log.1 is the newest, web.log.2 the one before, each perhaps with .gz behind it. Everything is
// done by renames that a crash may interrupt anywhere: nothing is lost, and the next rotation goes on from there.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace berth::logs {

// web.log becomes web.log.1, the others make room, and beyond `max_files` the oldest are removed. Only such names are
// touched, and links themselves, not what they point to. That there is no web.log is fine.
Result<void> rotate(const std::string& path, int max_files);

// The paths of the rotated files of this log that are not compressed yet, the oldest first.
std::vector<std::string> to_compress(const std::string& path);

// Removes compressed files that were never finished: only while nobody compresses a file of this log.
void remove_unfinished(const std::string& path);

}  // namespace berth::logs
