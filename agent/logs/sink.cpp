#include "logs/sink.h"

#include "logs/service_journal.h"

namespace berth::logs {

Sink::Sink(const Executor& executor, Journal& journal, const Source& source, const service::Log& log)
    : journal_(journal), service_(source.service) {
  if (!log.file.empty()) file_.emplace(log.file, source.service);
  if (log.journal) leg_.emplace(executor, journal, source);
}

void Sink::write(Stream stream, std::string_view bytes) {
  auto now = Moment::now();
  counters_.bytes += bytes.size();
  lines_of_[static_cast<int>(stream)].feed(bytes);
  take_lines(stream, now);
  write_file(now);
}

void Sink::end() {
  auto now = Moment::now();
  for (auto stream : {Stream::out, Stream::err}) {
    lines_of_[static_cast<int>(stream)].flush();
    take_lines(stream, now);
  }
  if (file_) file_->retry_now();
  write_file(now);
  if (leg_) leg_->end();
}

void Sink::take_lines(Stream stream, const Moment& now) {
  auto& lines = lines_of_[static_cast<int>(stream)];
  while (auto line = lines.next()) {
    if (line->end != End::cut) ++counters_.lines;
    if (file_) add_to_file(stream, *line);
    if (leg_) leg_->add(stream, *line, now.steady);
  }
}

void Sink::add_to_file(Stream stream, const Line& line) {
  if (open_ && *open_ != stream) file_->add("\n");
  auto text = line.text;
  // The newline that lies behind the text keeps neighbouring lines one piece of memory.
  if (line.end == End::newline) text = {text.data(), text.size() + 1};
  file_->add(text);
  if (line.end == End::stream) file_->add("\n");
  open_ = line.end == End::cut ? std::optional(stream) : std::nullopt;
}

void Sink::write_file(const Moment& now) {
  if (!file_) return;
  bool was_well = file_->trouble().empty();
  file_->write(now);
  if (was_well == file_->trouble().empty()) return;
  auto news = was_well ? fmt::format("lines are not written to {}", file_->trouble()) : file_->last_gap();
  tell(journal_, service_, log::Level::warning, news, message_id::gap);
}

void Sink::note(log::Level priority, std::string_view text) {
  tell(journal_, service_, priority, text);
}

Sink::Counters Sink::counters() const {
  auto all = counters_;
  if (file_) all.file_lost = file_->lost_lines();
  if (leg_) all.journal_dropped = leg_->dropped();
  if (leg_) all.journal_suppressed = leg_->suppressed();
  return all;
}

}  // namespace berth::logs
