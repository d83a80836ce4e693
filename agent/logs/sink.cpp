#include "logs/sink.h"

#include "logs/line_format.h"
#include "logs/service_journal.h"

namespace berth::logs {

namespace {

constexpr std::size_t usual_text = 512 * 1024;
constexpr std::array both{Stream::out, Stream::err};

}  // namespace

Sink::Sink(const Executor& executor, Journal& journal, Checkpoint& checkpoint, const Source& source,
           const service::Log& log, std::function<void()> rotated)
    : journal_(journal),
      checkpoint_(checkpoint),
      service_(source.service),
      format_(log.format),
      part_(source.part),
      rotated_(std::move(rotated)) {
  if (!log.file.empty()) file_.emplace(log, source.service);
  if (log.journal) leg_.emplace(executor, journal, source, RateLimit(log.rate_burst, log.rate_window));
}

void Sink::begin(const Moment& now) {
  now_ = now;
  was_well_ = file_trouble().empty();
  was_open_ = open_.has_value();
  text_.clear();
  in_journal_ = checkpoint_.journaled();
}

void Sink::take(Stream stream, std::string_view bytes) {
  counters_.bytes += bytes.size();
  lines_of_[static_cast<int>(stream)].feed(bytes);
  take_lines(stream);
}

void Sink::take_ends() {
  for (auto stream : both) take_end(stream);
  if (file_) file_->retry_now();
}

void Sink::take_end(Stream stream) {
  lines_of_[static_cast<int>(stream)].flush();
  take_lines(stream);
}

void Sink::take_note(std::string_view text) {
  if (!file_) return;
  if (open_) text_ += '\n';
  open_.reset();
  append_line(text_, {format_}, Stream::err, text, now_.wall);
}

void Sink::take_lines(Stream stream) {
  auto& lines = lines_of_[static_cast<int>(stream)];
  while (auto line = lines.next()) {
    if (line->end != End::cut) ++counters_.lines;
    if (file_) add_to_file(stream, *line);
    if (!leg_) continue;
    if (in_journal_ > 0) {
      --in_journal_;
      continue;
    }
    leg_->add(stream, *line, now_.steady);
    checkpoint_.count_journaled();
  }
}

void Sink::add_to_file(Stream stream, const Line& line) {
  if (open_ && *open_ != stream) text_ += '\n';
  bool goes_on = line.end == End::cut;
  append_line(text_, {format_, part_}, stream, line.text, now_.wall, goes_on);
  bool is_open = goes_on && format_ == service::LogFormat::plain && part_.empty();
  open_ = is_open ? std::optional(stream) : std::nullopt;
}

Checkpoint::Batch Sink::seal(const Checkpoint::Batch* again) {
  Checkpoint::Batch batch;
  batch.at = std::chrono::duration_cast<Duration>(now_.wall.time_since_epoch()).count();
  if (!file_ || (text_.empty() && !file_->has_gap())) return batch;
  batch.place = file_->ready(now_, again == nullptr && !was_open_);
  if (again != nullptr) file_->resume(again->newline_first != 0);
  batch.newline_first = file_->is_cut_short() ? 1 : 0;
  batch.length = file_->preface().size() + text_.size();
  return batch;
}

void Sink::write(std::size_t already) {
  if (!file_ || (text_.empty() && !file_->has_gap())) return;
  file_->write(text_, now_, already);
  if (text_.capacity() > usual_text) text_ = std::string();
  if (file_->was_rotated() && rotated_) rotated_();
  if (was_well_ == file_->trouble().empty()) return;
  auto news = was_well_ ? fmt::format("lines are not written to {}", file_->trouble()) : file_->last_gap();
  tell(journal_, service_, log::Level::warning, news, message_id::gap);
}

void Sink::end() {
  if (leg_) leg_->end();
}

bool Sink::has(const Checkpoint::Batch& batch, std::size_t& already) {
  already = 0;
  if (batch.length == 0) return true;
  auto place = file_ ? file_->ready(now_, false) : LogPlace();
  bool is_known = place.is_same_file(batch.place) && place.offset >= batch.place.offset;
  if (!is_known) return false;
  already = std::min<std::size_t>(place.offset - batch.place.offset, batch.length);
  return already == batch.length;
}

void Sink::cut_back(const Checkpoint::Batch& batch) {
  if (file_) file_->cut_back(batch.place.offset);
}

void Sink::save(std::string& state) const {
  pack_number(state, open_ ? static_cast<std::uint64_t>(*open_) + 1 : 0);
  for (auto stream : both) pack_text(state, lines_of_[static_cast<int>(stream)].unfinished());
  if (file_) file_->save(state);
}

void Sink::restore(Unpacking& state) {
  auto open = state.number();
  open_.reset();
  if (open == 1) open_ = Stream::out;
  if (open == 2) open_ = Stream::err;
  for (auto stream : both) lines_of_[static_cast<int>(stream)].resume(state.text());
  if (file_) file_->restore(state);
}

void Sink::look_for_file() {
  if (file_) file_->look_now();
}

void Sink::note(log::Level priority, std::string_view text, std::string_view id) {
  tell(journal_, service_, priority, text, id);
}

Sink::Counters Sink::counters() const {
  auto all = counters_;
  if (file_) all.file_lost = file_->lost_lines();
  if (leg_) all.journal_dropped = leg_->dropped();
  if (leg_) all.journal_suppressed = leg_->suppressed();
  return all;
}

}  // namespace berth::logs
