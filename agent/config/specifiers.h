// systemd's %-specifiers in the values that Berth itself uses; those in unit keys are left to systemd.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace berth::config {

// What specifiers say about the host.
struct HostFacts {
  std::string host_name, machine_id, boot_id, kernel;
};

// Those of the host we run on; what can't be found out is empty.
HostFacts read_host_facts();

class Specifiers {
 public:
  Specifiers(std::string_view service_name, HostFacts facts);
  // `text` with %n %N %p %i %I %j %H %m %b %v %% replaced; an error, which does not repeat the text, for any other.
  Result<std::string> expand(std::string_view text) const;

 private:
  Result<std::string> value_of(char letter) const;

  std::string name_, prefix_, instance_;
  HostFacts facts_;
};

}  // namespace berth::config
