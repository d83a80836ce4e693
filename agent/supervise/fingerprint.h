// What a file or folder of the host is like at a moment: enough to tell later whether it still is. Work and memory are
// bounded; nothing of the content can be read from it without the key.
#pragma once

#include <string>

#include "base/siphash.h"

namespace berth::supervise {

struct Fingerprint {
  std::string place;    // device and inode, behind all links: what a bind mount holds on to; empty: nothing is there
  std::string content;  // of a large file, and of what goes beyond the bounds: size, time and inode
  bool operator==(const Fingerprint&) const = default;
};

// Links are followed. Of a folder: all that is in it by the names that its readers know, those that begin with ".." are
// machinery (Kubernetes' ..data). A link that leads out of the folder counts as the text that it is.
Fingerprint fingerprint_of(const std::string& path, const HashKey& key);

}  // namespace berth::supervise
