#include "logs/service_journal.h"

#include "logs/record.h"
#include "service/name.h"

namespace berth::logs {

void tell(Journal& journal, std::string_view service, log::Level priority, std::string_view message,
          std::string_view id, std::initializer_list<Field> extra) {
  std::string record;
  add_field(record, "MESSAGE", message);
  add_field(record, "PRIORITY", std::to_string(static_cast<int>(priority)));
  add_field(record, "SYSLOG_IDENTIFIER", "berth");
  add_field(record, "OBJECT_SYSTEMD_UNIT", service::unit_name(service));
  if (!id.empty()) add_field(record, "MESSAGE_ID", id);
  for (const auto& field : extra) add_field(record, field.key, field.value);
  journal.send(record);
}

}  // namespace berth::logs
