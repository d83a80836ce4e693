// Exit statuses as SuccessExitStatus= and its like name them: numbers, systemd's names for some of them, and signals.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "service/spec.h"

namespace berth::service {

// "3", "TEMPFAIL" (75); of a signal that of the container which it ended: "SIGKILL" (137).
std::optional<int> exit_status(std::string_view word);

// Whether a container that ends so has done well: with 0, or as SuccessExitStatus says.
bool is_success(const UnitKeys& service, int status);

// The value for systemd, who sees a holder that exits with the container's status: signals have that beside their name.
std::string with_statuses(std::string_view value);

}  // namespace berth::service
