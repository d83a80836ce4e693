// The verbs of berthctl, one file each. Each returns the exit status.
#pragma once

#include <string>
#include <vector>

namespace berth::ctl {

constexpr int ok = 0;
constexpr int failed = 1;
constexpr int wrong_usage = 2;
constexpr int not_running = 3;  // as `systemctl status` has it
constexpr int no_such_service = 4;

int list(bool as_json);
int status(const std::vector<std::string>& names, bool as_json);
int check(const std::vector<std::string>& paths, bool as_json);
int cat(const std::vector<std::string>& names, bool merged);
int reload(bool as_json);
// `verb` is start, stop or restart.
int order(const std::string& verb, const std::vector<std::string>& names, bool as_json);
// The same of those that need it, of `names` or of all; `verb` is restart or reload.
int order_needed(const std::string& verb, const std::vector<std::string>& names, bool as_json);
int pull(const std::vector<std::string>& names, bool as_json);
int history(const std::string& name, bool as_json);
// An empty digest: the image before the one that runs; all images in quarantine.
int rollback(const std::string& name, const std::string& digest, bool as_json);
int unquarantine(const std::string& name, const std::string& digest, bool as_json);

// Prints "berthctl: …" on standard error.
int complain(std::string_view text, int exit_status = failed);

}  // namespace berth::ctl
