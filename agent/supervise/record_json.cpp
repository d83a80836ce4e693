// A record as the JSON of its state file.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "supervise/record.h"

namespace berth::supervise {

namespace {

namespace json = boost::json;

json::object image_object(const ImageVersion& image) {
  return {{"reference", image.reference}, {"id", image.id}, {"digest", image.digest}};
}

std::string text_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

std::int64_t number_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

std::optional<ImageVersion> image_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const auto& image = value->get_object();
  ImageVersion version{text_at(image, "reference"), text_at(image, "id"), text_at(image, "digest")};
  if (version.id.empty()) return std::nullopt;
  return version;
}

template <class Read>
void each_at(const json::object& object, std::string_view key, Read read) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_array()) return;
  for (const auto& item : value->get_array())
    if (item.is_object()) read(item.get_object());
}

json::array quarantine_array(const Record& record) {
  json::array all;
  for (const auto& one : record.quarantine)
    all.push_back(json::object{{"image", image_object(one.image)}, {"at", one.at}, {"why", one.why}});
  return all;
}

json::array history_array(const Record& record) {
  json::array all;
  for (const auto& run : record.history)
    all.push_back(json::object{{"image", image_object(run.image)},
                               {"pulled", run.pulled},
                               {"started", run.started},
                               {"ready", run.ready},
                               {"proved", run.proved},
                               {"ended", run.ended},
                               {"result", run.result},
                               {"why", run.why}});
  return all;
}

json::object baseline_object(const Baseline& baseline) {
  json::array files;
  for (const auto& [path, print] : baseline.files)
    files.push_back(json::object{{"path", path}, {"place", print.place}, {"content", print.content}});
  return {{"container", baseline.container_id},  {"version", baseline.version}, {"revision", baseline.revision},
          {"key", baseline.key.text()},          {"text", baseline.text},       {"meaning", baseline.meaning},
          {"environment", baseline.environment}, {"files", std::move(files)}};
}

std::optional<Baseline> baseline_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const auto& from = value->get_object();
  Baseline baseline;
  baseline.container_id = text_at(from, "container");
  baseline.version = text_at(from, "version");
  baseline.revision = static_cast<std::uint64_t>(number_at(from, "revision"));
  baseline.key = HashKey::from_text(text_at(from, "key"));
  baseline.text = text_at(from, "text");
  baseline.meaning = text_at(from, "meaning");
  baseline.environment = text_at(from, "environment");
  each_at(from, "files", [&](const json::object& file) {
    baseline.files.push_back({text_at(file, "path"), {text_at(file, "place"), text_at(file, "content")}});
  });
  return baseline;
}

}  // namespace

std::string to_json(const Record& record) {
  json::object object{{"version", 2},
                      {"image", record.image},
                      {"digest", record.digest},
                      {"pulled", record.pulled},
                      {"confirmed", record.confirmed / 1'000'000},
                      {"good_ends", record.good_ends},
                      {"quarantine", quarantine_array(record)},
                      {"history", history_array(record)}};
  if (record.good) object["good"] = image_object(*record.good);
  if (record.previous) object["previous"] = image_object(*record.previous);
  if (record.baseline) object["baseline"] = baseline_object(*record.baseline);
  return json::serialize(object) + "\n";
}

std::optional<Record> record_from_json(std::string_view text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  Record record;
  record.image = text_at(object, "image");
  record.digest = text_at(object, "digest");
  record.pulled = number_at(object, "pulled");
  record.confirmed = number_at(object, "confirmed") * 1'000'000;
  record.good = image_at(object, "good");
  record.previous = image_at(object, "previous");
  record.baseline = baseline_at(object, "baseline");
  const auto* ends = object.if_contains("good_ends");
  record.good_ends = ends != nullptr && ends->is_bool() && ends->get_bool();
  each_at(object, "quarantine", [&](const json::object& one) {
    auto image = image_at(one, "image");
    if (image) record.quarantine.push_back({*image, number_at(one, "at"), text_at(one, "why")});
  });
  each_at(object, "history", [&](const json::object& one) {
    auto image = image_at(one, "image");
    if (!image) return;
    record.history.push_back({*image, number_at(one, "pulled"), number_at(one, "started"), number_at(one, "ready"),
                              number_at(one, "proved"), number_at(one, "ended"), text_at(one, "result"),
                              text_at(one, "why")});
  });
  return record;
}

}  // namespace berth::supervise
