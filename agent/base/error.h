// What went wrong, in words for the person who must act, and of which kind, for the code that must decide.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace berth {

enum class ErrorKind {
  invalid,      // what we were given makes no sense; trying again will not help
  not_found,    // the thing named does not exist
  conflict,     // it exists, but in a state or under an owner that forbids this
  denied,       // not authorised
  unreachable,  // the other side is not there (yet)
  timeout,      // the other side did not answer in time
  limit,        // larger, longer or more than we accept
  protocol,     // the other side answered what it must not answer
  remote,       // the other side failed and said so
  io,           // the operating system refused
  cancelled,    // we changed our mind
};

std::string_view name_of(ErrorKind kind);

// One failure. `text` is lower-case, without a full stop, and carries no secret.
struct Error {
  ErrorKind kind = ErrorKind::invalid;
  std::string text;

  // The same failure seen from one layer up: "pull nginx:1.25: registry said 429".
  Error during(std::string_view attempt) const;
};

std::ostream& operator<<(std::ostream& out, const Error& error);

// A failed system call: "open /etc/berth/agent.yaml: Permission denied".
Error from_errno(int error_number, std::string_view attempt);

}  // namespace berth
