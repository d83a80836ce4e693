// One line on the terminal that says how far the services are that somebody waits for. Silent where there is no
// terminal.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/client.h"

namespace berth::ctl {

class Progress {
 public:
  // Shows this property of theirs: StatusText or PullStatus.
  Progress(std::string property, const std::vector<std::string>& services);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { clear(); }

  // From now on, whenever the client waits.
  Result<void> follow(Client& client);
  // Takes the line away, for what is printed next.
  void clear();

 private:
  static int on_change(sd_bus_message* message, void* userdata, sd_bus_error*);
  void show(const std::string& service, std::string_view text);

  bool on_terminal_;
  bool is_shown_ = false;
  std::string property_;
  std::map<std::string, std::string> services_;  // by the paths of their objects
  bus::SlotPtr match_;
};

// `text` as one line of a terminal so wide.
std::string fit(std::string_view text, std::size_t columns);

}  // namespace berth::ctl
