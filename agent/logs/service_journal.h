// Berth's own records about a service: they appear in `systemctl status` and `journalctl -u` of the service they are
// about, under the identifier "berth".
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/log.h"
#include "logs/journal.h"
#include "logs/message_ids.h"

namespace berth::logs {

struct Field {
  std::string_view key, value;
};

// `id` is one of message_id, or empty for what nobody will ever look for. The extra fields' keys are journal field
// names.
void tell(Journal& journal, std::string_view service, log::Level priority, std::string_view message,
          std::string_view id = {}, std::initializer_list<Field> extra = {});

}  // namespace berth::logs
