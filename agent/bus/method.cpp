#include "bus/method.h"

namespace berth::bus {

namespace {

const char* name_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return SD_BUS_ERROR_INVALID_ARGS;
    case ErrorKind::not_found: return "org.berth1.Error.NoSuchService";
    case ErrorKind::denied: return SD_BUS_ERROR_ACCESS_DENIED;
    case ErrorKind::timeout: return SD_BUS_ERROR_TIMEOUT;
    case ErrorKind::limit: return SD_BUS_ERROR_LIMITS_EXCEEDED;
    case ErrorKind::io: return SD_BUS_ERROR_IO_ERROR;
    default: return SD_BUS_ERROR_FAILED;
  }
}

}  // namespace

int set_error(sd_bus_error* target, const Error& error) {
  return sd_bus_error_set(target, name_for(error.kind), error.text.c_str());
}

}  // namespace berth::bus
