#include "supervise/ledger.h"

#include "base/file.h"
#include "base/log.h"

namespace berth::supervise {

namespace {

constexpr std::size_t largest_file = 1 << 20;

}  // namespace

Record& Ledger::of(const std::string& service) {
  auto found = records_.find(service);
  if (found == records_.end()) found = records_.emplace(service, read(service)).first;
  return found->second;
}

void Ledger::save(const std::string& service) {
  auto written = file::replace(path_of(service), to_json(of(service)), 0600);
  if (!written) log::warning("remember the images of {}: {}", service, written.error().text);
}

Record Ledger::read(const std::string& service) const {
  auto text = file::read(path_of(service), largest_file);
  if (!text) {
    if (text.error().kind != ErrorKind::not_found) log::warning("state of {}: {}", service, text.error().text);
    return {};
  }
  auto record = record_from_json(*text);
  if (!record) log::warning("{} is damaged and taken for empty", path_of(service));
  return record.value_or(Record{});
}

}  // namespace berth::supervise
