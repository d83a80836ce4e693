#include "ctl/log_choice.h"

#include <algorithm>

#include "ctl/gunzip.h"
#include "ctl/line_search.h"
#include "ctl/log_bytes.h"

namespace berth::ctl {

namespace {

Result<void> narrow_to_times(LogPiece& piece, const LogChoice& choice) {
  auto end = piece.end;
  if (choice.until) {
    auto after = first_line_since(piece.fd.get(), 0, end, *choice.until + Duration(1));
    if (!after) return after.error();
    piece.end = *after;
  }
  if (choice.since) {
    auto first = first_line_since(piece.fd.get(), 0, end, *choice.since);
    if (!first) return first.error();
    piece.begin = std::min(*first, piece.end);
  }
  return {};
}

// Returns whether files that are older can hold more of what is wanted.
Result<bool> narrow(LogPiece& piece, const LogChoice& choice, std::uint64_t& missing) {
  bool is_far_enough = false;
  if (choice.has_times() && piece.end > 0) {
    auto has = has_stamps(piece.fd.get(), piece.end);
    if (!has) return has.error();
    if (!*has) {  // from before the lines got times
      piece.begin = piece.end;
      return false;
    }
    if (auto narrowed = narrow_to_times(piece, choice); !narrowed) return narrowed.error();
    is_far_enough = choice.since && piece.begin > 0;
  }
  if (missing == all_lines) return !is_far_enough;
  auto tail = last_lines_of(piece.fd.get(), piece.begin, piece.end, missing);
  if (!tail) return tail.error();
  piece.begin = tail->begin;
  missing -= tail->lines;
  return missing > 0 && !is_far_enough;
}

Result<bool> narrow_packed(LogPiece& piece, const LogChoice& choice, std::uint64_t& missing) {
  if (missing == all_lines && !choice.has_times()) return true;
  auto plain = unpack(piece.fd.get());
  if (!plain) return plain.error();
  LogPiece unpacked{piece.path, std::move(*plain), false, 0, 0};
  unpacked.end = size_of(unpacked.fd.get());
  auto whole = unpacked.end;
  auto reaches_back = narrow(unpacked, choice, missing);
  // What is wanted as a whole is unpacked once more when it is put out, rather than taking room until then.
  if (reaches_back && (unpacked.begin > 0 || unpacked.end < whole)) piece = std::move(unpacked);
  return reaches_back;
}

Result<void> expect_times(const std::string& path, const std::vector<LogPiece>& pieces) {
  for (const auto& piece : pieces) {
    if (piece.end == 0) continue;
    auto has = piece.is_packed ? Result<bool>(true) : has_stamps(piece.fd.get(), piece.end);
    if (!has) return has.error().during(piece.path);
    if (*has) return {};
    return Error{ErrorKind::invalid,
                 fmt::format("the lines of {} do not begin with times: leave out --file, the journal has them", path)};
  }
  return {};
}

}  // namespace

Result<std::vector<LogPiece>> choose(const std::string& path, const LogChoice& choice) {
  auto pieces = open_pieces(path);
  if (!pieces) return pieces.error();
  if (choice.has_times())
    if (auto expected = expect_times(path, *pieces); !expected) return expected.error();
  auto missing = choice.lines;
  auto oldest = pieces->begin();
  for (bool goes_on = true; goes_on && oldest != pieces->end(); ++oldest) {
    auto narrowed = oldest->is_packed ? narrow_packed(*oldest, choice, missing) : narrow(*oldest, choice, missing);
    if (!narrowed) return narrowed.error().during(oldest->path);
    goes_on = *narrowed;
  }
  pieces->erase(oldest, pieces->end());
  std::reverse(pieces->begin(), pieces->end());
  return pieces;
}

Result<void> put_out_piece(const LogPiece& piece, int out) {
  if (piece.is_packed) return gunzip(piece.fd.get(), [out](std::string_view bytes) { return put_out(bytes, out); });
  auto put = put_out_file(piece.fd.get(), piece.begin, piece.end, out);
  return put ? Result<void>() : put.error();
}

}  // namespace berth::ctl
