#include "base/error.h"

#include <cerrno>
#include <ostream>
#include <system_error>

#include "base/result.h"

namespace berth {

std::string_view name_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return "invalid";
    case ErrorKind::not_found: return "not-found";
    case ErrorKind::conflict: return "conflict";
    case ErrorKind::denied: return "denied";
    case ErrorKind::unreachable: return "unreachable";
    case ErrorKind::timeout: return "timeout";
    case ErrorKind::limit: return "limit";
    case ErrorKind::protocol: return "protocol";
    case ErrorKind::remote: return "remote";
    case ErrorKind::io: return "io";
    case ErrorKind::cancelled: return "cancelled";
  }
  return "unknown";
}

Error Error::during(std::string_view attempt) const {
  return {kind, fmt::format("{}: {}", attempt, text)};
}

std::ostream& operator<<(std::ostream& out, const Error& error) {
  return out << name_of(error.kind) << ": " << error.text;
}

namespace {

ErrorKind kind_of(int error_number) {
  switch (error_number) {
    case ENOENT: return ErrorKind::not_found;
    case EACCES:
    case EPERM: return ErrorKind::denied;
    case ECONNREFUSED:
    case ECONNRESET:
    case ENOTCONN:
    case EPIPE: return ErrorKind::unreachable;
    case ETIMEDOUT: return ErrorKind::timeout;
    case EEXIST: return ErrorKind::conflict;
    case ECANCELED: return ErrorKind::cancelled;
    default: return ErrorKind::io;
  }
}

}  // namespace

Error from_errno(int error_number, std::string_view attempt) {
  return {kind_of(error_number), fmt::format("{}: {}", attempt, std::generic_category().message(error_number))};
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw Unexpected(error);
}

}  // namespace berth
