// berth-hold: the main process of a service's unit. README.md says what it does and what it says to the daemon.
#include <stdio.h>
#include <string.h>

#include "hold/holder.h"
#include "service/hold_words.h"

namespace {

constexpr const char* usage =
    "usage: berth-hold [--socket PATH] NAME\n"
    "       berth-hold [--socket PATH] --cleanup NAME\n"
    "\n"
    "The main process, and the ExecStopPost=, of a unit that Berth wrote. Not for use by hand: see berthctl(1).\n";

}  // namespace

int main(int argc, char** argv) {
  const char* socket = berth::hold::word::socket_path;
  bool is_cleanup = false;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; ++at) {
    if (strcmp(argv[at], "--cleanup") == 0) {
      is_cleanup = true;
    } else if (strcmp(argv[at], "--socket") == 0 && at + 1 < argc) {
      socket = argv[++at];
    } else if (strcmp(argv[at], "--help") == 0) {
      fputs(usage, stdout);
      return 0;
    } else if (strcmp(argv[at], "--version") == 0) {
      puts("berth-hold " BERTH_VERSION);
      return 0;
    } else {
      fputs(usage, stderr);
      return 2;
    }
  }
  if (argc - at != 1) {
    fputs(usage, stderr);
    return 2;
  }
  return berth::hold::Holder(socket, argv[at], is_cleanup).run();
}
