#include "logs/journal_leg.h"

#include "logs/record.h"
#include "logs/service_journal.h"
#include "service/name.h"

namespace berth::logs {

namespace {

constexpr std::size_t short_id = 12;  // as `docker ps` shows it

std::string common_fields(const Source& source, std::string_view priority) {
  std::string fields;
  add_field(fields, "PRIORITY", priority);
  add_field(fields, "SYSLOG_IDENTIFIER", source.service);
  add_field(fields, "OBJECT_SYSTEMD_UNIT", service::unit_name(source.service));
  if (source.container_id.empty()) return fields;  // a program of the host
  add_field(fields, "CONTAINER_ID", std::string_view(source.container_id).substr(0, short_id));
  add_field(fields, "CONTAINER_ID_FULL", source.container_id);
  add_field(fields, "CONTAINER_NAME", source.container_name);
  add_field(fields, "IMAGE_NAME", source.image);
  if (!source.project.empty()) add_field(fields, "COMPOSE_PROJECT", source.project);
  if (!source.part.empty()) add_field(fields, "COMPOSE_SERVICE", source.part);
  return fields;
}

// Not inside a UTF-8 sequence: journalctl shows a message with half a character as "[48K blob data]".
std::size_t cut_point(std::string_view text) {
  if (text.size() <= JournalLeg::longest_message) return text.size();
  auto cut = JournalLeg::longest_message;
  for (int back = 0; back < 4; ++back)
    if ((static_cast<unsigned char>(text[cut - back]) & 0xc0) != 0x80) return cut - back;
  return cut;
}

}  // namespace

JournalLeg::JournalLeg(const Executor& executor, Journal& journal, const Source& source, RateLimit limit)
    : executor_(executor), journal_(journal), service_(source.service), limit_(limit) {
  fields_of_[static_cast<int>(Stream::out)] = common_fields(source, "6");
  fields_of_[static_cast<int>(Stream::err)] = common_fields(source, "3");
}

void JournalLeg::add(Stream stream, const Line& line, RateLimit::Time now) {
  if (limit_.is_over(now)) end();
  auto rest = line.text;
  do {
    auto message = rest.substr(0, cut_point(rest));
    rest.remove_prefix(message.size());
    if (!limit_.allows(now)) {
      suppress(now);
    } else {
      send(stream, message, !rest.empty() || line.end == End::cut);
    }
  } while (!rest.empty());
}

void JournalLeg::send(Stream stream, std::string_view message, bool goes_on) {
  record_ = fields_of_[static_cast<int>(stream)];
  // As Docker's journald driver marks them: every piece but the last.
  if (goes_on) add_field(record_, "CONTAINER_PARTIAL_MESSAGE", "true");
  add_field(record_, "MESSAGE", message);
  journal_.send(record_, drops_);
}

void JournalLeg::suppress(RateLimit::Time now) {
  ++suppressed_;
  if (window_end_ && !window_end_->expired()) return;
  // The service may fall silent for good: somebody has to tell all the same.
  auto left = std::chrono::duration_cast<Duration>(limit_.end() - now) + Duration(1);
  window_end_.emplace(executor_, left, [this] { tell_suppressed(); });
}

void JournalLeg::tell_suppressed() {
  auto count = limit_.settle();
  if (count == 0) return;
  auto number = std::to_string(count);
  tell(journal_, service_, log::Level::warning, fmt::format("suppressed {} lines of {}", number, service_),
       message_id::suppressed, {{"N_DROPPED", number}});
}

void JournalLeg::tell_dropped() {
  auto count = *drops_ - std::exchange(drops_told_, *drops_);
  if (count == 0) return;
  auto number = std::to_string(count);
  tell(journal_, service_, log::Level::warning,
       fmt::format("{} lines of {} did not reach the journal: journald did not take them", number, service_),
       message_id::gap, {{"N_DROPPED", number}});
}

void JournalLeg::end() {
  window_end_.reset();
  tell_suppressed();
  tell_dropped();
}

}  // namespace berth::logs
