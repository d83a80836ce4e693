// Whole small files in and out, safely: bounded, never blocking on a FIFO or device, never half-written.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::file {

// The content of a regular file of at most `limit` bytes. Symlinks are followed (administrators use them).
Result<std::string> read(const std::string& path, std::size_t limit);

// When the content must be on the disk: an fsync can take seconds there.
enum class Durable { on_return, later };

// Replaces `path` by a file with this content and mode: temporary file beside it, fsync, rename, fsync of the folder.
// Without the fsyncs what a power cut leaves may be the old file, the new one, or an empty one.
Result<void> replace(const std::string& path, std::string_view content, mode_t mode,
                     Durable durable = Durable::on_return);

// Removes `path`; that it is not there is fine.
Result<void> remove(const std::string& path);

// Makes the folder and its parents with this mode where they are missing.
Result<void> make_folder(const std::string& path, mode_t mode);

bool exists(const std::string& path);

}  // namespace berth::file
