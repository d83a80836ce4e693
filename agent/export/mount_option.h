// Mounts, ports and GPUs in the words of `docker run`, which our own reader takes back as they were.
#pragma once

#include <string>
#include <vector>

#include "export/run_option.h"

namespace berth::exporting {

// --volume, or --mount for a source that must be there: of a --volume Docker makes a folder where nothing is.
RunOption mount_option(const service::Mount& mount, const FileTest& exists);

std::string spelled_mount(const service::SpelledMount& mount);

// Ports that follow each other become ranges.
std::vector<std::string> port_words(const std::vector<service::PublishedPort>& ports);

std::string gpus_word(const service::GpuRequest& gpus);

}  // namespace berth::exporting
