#include "supervise/ledger.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>

#include "base/file.h"
#include "base/log.h"

namespace berth::supervise {

namespace {

constexpr std::size_t largest_file = 1 << 20;

}  // namespace

Record Ledger::read(const std::string& service) const {
  Record record;
  auto text = file::read(path_of(service), largest_file);
  if (!text) {
    if (text.error().kind != ErrorKind::not_found) log::warning("state of {}: {}", service, text.error().text);
    return record;
  }
  boost::system::error_code error;
  auto value = boost::json::parse(*text, error);
  if (error || !value.is_object()) {
    log::warning("{} is damaged and taken for empty: {}", path_of(service), error ? error.message() : "not an object");
    return record;
  }
  // Unknown keys are a newer version's; what has another type than ours counts as not there.
  const auto& object = value.get_object();
  if (auto* image = object.if_contains("image"); image != nullptr && image->is_string())
    record.image = image->get_string().c_str();
  if (auto* digest = object.if_contains("digest"); digest != nullptr && digest->is_string())
    record.digest = digest->get_string().c_str();
  if (auto* confirmed = object.if_contains("confirmed"); confirmed != nullptr && confirmed->is_int64())
    record.confirmed_unix = confirmed->get_int64();
  return record;
}

Result<void> Ledger::write(const std::string& service, const Record& record) const {
  boost::json::object object{
      {"version", 1}, {"image", record.image}, {"digest", record.digest}, {"confirmed", record.confirmed_unix}};
  return file::replace(path_of(service), boost::json::serialize(object) + "\n", 0600);
}

}  // namespace berth::supervise
