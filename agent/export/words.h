// One plain text as a word of a unit file, of YAML, of a shell: whoever reads it gets that text, whatever is in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/duration.h"

namespace berth::exporting {

// Of a command line in a unit: neither a blank, a quote, a specifier (%) nor a variable ($) means anything in it.
std::string exec_word(std::string_view text);
std::string exec_line(const std::vector<std::string>& words);

// The value of a key that systemd looks for specifiers in, and no more.
std::string unit_value(std::string_view text);
// The same where variables would be looked for, too, as in Quadlet's keys.
std::string quadlet_value(std::string_view text);

// In double quotes, for any reader of YAML.
std::string yaml_quoted(std::string_view text);
// The same for Compose, which looks for variables ($).
std::string compose_quoted(std::string_view text);

// The words as one text for `sh -c`.
std::string shell_text(const std::vector<std::string>& words);

// "1m30s", as Docker takes spans; a year for one without an end.
std::string docker_span(Duration span);

}  // namespace berth::exporting
