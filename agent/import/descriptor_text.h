// A draft as the text of a descriptor that our own reader accepts: what it refuses becomes a comment with its reason.
#pragma once

#include <string>

#include "base/result.h"
#include "config/descriptor.h"
#include "import/draft.h"

namespace berth::importing {

// What the reader wants to know of the host.
struct Host {
  config::Roots roots;
  config::HostFacts facts;
};

// The text as it stands, unchecked.
std::string plain_text(const Draft& draft);

// `draft` loses what the reader refuses, to its notes. An error if nothing valid can be left of it.
Result<std::string> settled_text(Draft& draft, const Host& host);

}  // namespace berth::importing
