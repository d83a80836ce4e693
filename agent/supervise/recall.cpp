#include "supervise/recall.h"

#include <algorithm>
#include <cstdlib>
#include <optional>

namespace berth::supervise {

namespace {

// Between the engine's clock for a line and ours, which read it later.
constexpr std::int64_t margin = 5'000'000;

// One stream's lines as the bytes that they were.
struct Bytes {
  struct At {
    std::size_t begin;  // of the line
    std::int64_t at;
  };

  std::string all;
  std::vector<At> lines;

  std::int64_t time_of(std::size_t byte) const {
    auto behind = std::upper_bound(lines.begin(), lines.end(), byte,
                                   [](std::size_t offset, const At& line) { return offset < line.begin; });
    return behind == lines.begin() ? 0 : std::prev(behind)->at;
  }
};

Bytes bytes_of(const std::vector<docker::LoggedLine>& log, docker::Stream stream) {
  Bytes bytes;
  for (const auto& line : log) {
    if (line.stream != stream) continue;
    bytes.lines.push_back({bytes.all.size(), line.at});
    bytes.all += line.text;
  }
  return bytes;
}

// From all the places that fit, the one nearest in time: a service that says the same again and again fits often.
class Nearest {
 public:
  explicit Nearest(std::int64_t wanted) : wanted_(wanted) {}
  void offer(std::size_t place, std::int64_t at) {
    auto distance = std::abs(at - wanted_);
    if (place_ && distance > distance_) return;
    place_ = place;
    distance_ = distance;
  }
  std::optional<std::size_t> place() const { return place_; }

 private:
  std::int64_t wanted_, distance_ = 0;
  std::optional<std::size_t> place_;
};

// The last line, or what there is of it.
std::string_view last_line(std::string_view text) {
  auto newline = text.size() < 2 ? text.npos : text.rfind('\n', text.size() - 2);
  return newline == text.npos ? text : text.substr(newline + 1);
}

std::string_view first_line(std::string_view text) {
  auto newline = text.find('\n');
  return newline == text.npos ? text : text.substr(0, newline + 1);
}

// Behind what was read last: all that the log has before that place must be the same.
std::optional<std::size_t> end_of_read(const Bytes& bytes, const Tail& tail) {
  if (tail.bytes.empty()) return 0;
  std::string_view all = bytes.all, read = tail.bytes;
  auto key = last_line(read);
  Nearest nearest(tail.at);
  for (auto found = all.find(key); found != all.npos; found = all.find(key, found + 1)) {
    auto end = found + key.size();
    auto both = std::min(end, read.size());
    if (all.substr(end - both, both) == read.substr(read.size() - both)) nearest.offer(end, bytes.time_of(end - 1));
  }
  return nearest.place();
}

bool agree(std::string_view one, std::string_view other) {
  auto both = std::min(one.size(), other.size());
  return one.substr(0, both) == other.substr(0, both);
}

// A log that was damaged may have less than the connection brings.
bool begins_within(std::string_view log, std::string_view head) {
  auto key = first_line(log);
  if (key.empty()) return false;
  for (auto found = head.find(key); found != head.npos; found = head.find(key, found + 1))
    if (agree(head.substr(found), log)) return true;
  return false;
}

// Where the new connection begins, from `from` on: the log has no more behind that than the connection brings.
std::size_t begin_of_new(const Bytes& bytes, std::size_t from, const std::string& head, std::int64_t attached_at) {
  std::string_view all = bytes.all;
  if (head.empty()) return all.size();
  auto key = first_line(head);
  Nearest nearest(attached_at);
  for (auto found = all.find(key, from); found != all.npos; found = all.find(key, found + 1)) {
    if (agree(all.substr(found), head)) nearest.offer(found, bytes.time_of(found));
  }
  if (nearest.place()) return *nearest.place();
  return begins_within(all.substr(from), head) ? from : all.size();
}

}  // namespace

void Tail::add(std::string_view more, std::int64_t now) {
  if (more.empty()) return;
  at = now;
  if (more.size() >= longest) {
    bytes = more.substr(more.size() - longest);
    return;
  }
  bytes += more;
  if (bytes.size() > longest) bytes.erase(0, bytes.size() - longest);
}

Recalled recall(const std::vector<docker::LoggedLine>& log, const Border& border) {
  Recalled recalled;
  recalled.reaches_back = true;
  std::array<std::size_t, 2> from{}, until{}, now{};
  for (auto stream : {0, 1}) {
    auto bytes = bytes_of(log, stream == 0 ? docker::Stream::out : docker::Stream::err);
    auto end = end_of_read(bytes, border.tails[stream]);
    bool is_of_before = border.tails[stream].at < border.since + margin;
    recalled.reaches_back = recalled.reaches_back && (end || is_of_before);
    // From long before the log: what is later is new.
    auto later = std::find_if(bytes.lines.begin(), bytes.lines.end(),
                              [&](const auto& line) { return line.at > border.tails[stream].at; });
    from[stream] = end.value_or(later == bytes.lines.end() ? bytes.all.size() : later->begin);
    until[stream] = begin_of_new(bytes, from[stream], border.heads[stream], border.attached_at);
  }
  // By their times alone nobody can tell which lines are new: one that stood in a socket was read at an unknown time.
  if (!recalled.reaches_back) return recalled;
  for (const auto& line : log) {
    auto stream = line.stream == docker::Stream::out ? 0 : 1;
    auto begin = now[stream];
    auto end = now[stream] += line.text.size();
    auto first = std::max(begin, from[stream]), last = std::min(end, until[stream]);
    if (first >= last) continue;
    recalled.pieces.push_back({line.stream, line.at, std::string_view(line.text).substr(first - begin, last - first)});
  }
  return recalled;
}

}  // namespace berth::supervise
