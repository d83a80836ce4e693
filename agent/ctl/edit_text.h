// What somebody who edits a drop-in gets to see: the drop-in, and below it, as comments, what it changes.
#pragma once

#include <string>
#include <string_view>

#include "config/folder.h"

namespace berth::ctl {

// `present` is what the drop-in at `path` says up to now.
std::string text_to_edit(const config::Loaded& loaded, const std::string& path, std::string_view present);

// The drop-in out of what an editor has left; empty if nothing but blanks is in it.
std::string edited_drop_in(std::string_view text);

// `loaded` with this text for the drop-in at `path`.
config::Loaded with_drop_in(config::Loaded loaded, const std::string& path, std::string text);

}  // namespace berth::ctl
