// Systemd's own jobs for services: ordered, followed with their progress, and explained when they fail.
#pragma once

#include <string>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

struct JobEnd {
  std::string service;
  std::string result;  // systemd's word; "done" if all is well, "error" if the job could not be ordered
  std::string text;    // why it did not end well; if it did, what people should know all the same; mostly empty

  bool is_done() const { return result == "done"; }
};

// `verb` is start, stop, restart or reload. Waits for all of them; an error is that of the wait itself.
Result<std::vector<JobEnd>> run_jobs(Client& client, const std::string& verb, const std::vector<std::string>& services);

// Why berthd refused a restart, from its status text; empty if it did not.
std::string refusal_in(std::string_view status_text);

}  // namespace berth::ctl
