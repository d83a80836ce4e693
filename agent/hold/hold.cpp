// berth-hold: the main process of a service's unit. README.md says what it does and what it says to the daemon.
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "hold/holder.h"
#include "service/hold_words.h"

namespace {

constexpr const char* usage =
    "usage: berth-hold [--socket PATH] NAME\n"
    "       berth-hold [--socket PATH] --cleanup NAME\n"
    "       berth-hold [--socket PATH] --reload NAME\n"
    "       berth-hold [--socket PATH] --prepare NAME\n"
    "\n"
    "The main process, the ExecStopPost=, the ExecReload= and the ExecStartPre= of a unit that Berth wrote. Not for "
    "use "
    "by hand: see berthctl(1).\n";

}  // namespace

int main(int argc, char** argv) {
  const char* socket = berth::hold::word::socket_path;
  const char* word = berth::hold::word::start;
  int at = 1;
  for (; at < argc && argv[at][0] == '-'; ++at) {
    if (strcmp(argv[at], "--cleanup") == 0) {
      word = berth::hold::word::cleanup;
    } else if (strcmp(argv[at], "--reload") == 0) {
      word = berth::hold::word::reload;
    } else if (strcmp(argv[at], "--prepare") == 0) {
      word = berth::hold::word::prepare;
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
  int status = berth::hold::Holder(socket, argv[at], word).run();
  // As a signal ends a process: no status that a container has can be taken for it.
  if (status > 255) raise(status - 256);
  return status & 0xff;
}
