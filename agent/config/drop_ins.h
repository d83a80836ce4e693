// The drop-ins of one service: files that change a part of its descriptor without touching it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/source_files.h"

namespace berth::config {

constexpr std::size_t most_drop_ins = 100;  // of one service

// The folders that a service's drop-ins are in, the stronger first, whether they exist or not. An instance has those of
// its template, too.
std::vector<std::string> drop_in_folders(const std::vector<std::string>& directories, std::string_view service);

// Those of such folders, in the order in which they apply: by file name, whatever the folder. The same name in a
// stronger folder hides the weaker, and an empty file or a link to /dev/null is none at all. What can't be read is
// there with its problem.
std::vector<SourceFile> read_drop_ins(const std::vector<std::string>& folders);

}  // namespace berth::config
