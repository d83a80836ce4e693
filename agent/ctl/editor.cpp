#include "ctl/editor.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace berth::ctl {

namespace {

std::string script_of_editor() {
  for (const char* variable : {"VISUAL", "EDITOR"})
    if (const char* said = std::getenv(variable); said != nullptr && *said != '\0')
      return fmt::format("{} \"$@\"", said);
  return "for e in editor nano vim vi; do command -v $e >/dev/null && exec $e \"$@\"; done; exit 127";
}

}  // namespace

Result<void> run_editor(const std::string& path) {
  auto script = script_of_editor();
  std::string shell = "sh", option = "-c", name = "editor", file = path;
  char* arguments[] = {shell.data(), option.data(), script.data(), name.data(), file.data(), nullptr};
  // Ctrl-C is the editor's.
  auto before = std::signal(SIGINT, SIG_IGN);
  posix_spawnattr_t attributes;
  sigset_t own;
  ::sigemptyset(&own);
  ::sigaddset(&own, SIGINT);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawnattr_setsigdefault(&attributes, &own);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  pid_t child = 0;
  int error = ::posix_spawn(&child, "/bin/sh", nullptr, &attributes, arguments, environ);
  ::posix_spawnattr_destroy(&attributes);
  int status = 0;
  if (error == 0)
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  std::signal(SIGINT, before);
  if (error != 0) return from_errno(error, "/bin/sh");
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    return Error{ErrorKind::not_found, "there is no such editor: set VISUAL or EDITOR"};
  return Error{ErrorKind::remote, "the editor did not end well: nothing is changed"};
}

}  // namespace berth::ctl
