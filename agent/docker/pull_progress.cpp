#include "docker/pull_progress.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "docker/json.h"

namespace berth::docker {

namespace {

constexpr std::size_t most_layers = 1024;

bool is_about_layer(std::string_view status) {
  constexpr std::string_view words[] = {"Pulling fs layer",  "Waiting",    "Downloading",   "Verifying Checksum",
                                        "Download complete", "Extracting", "Pull complete", "Already exists"};
  return std::find(std::begin(words), std::end(words), status) != std::end(words) || status.starts_with("Retrying in");
}

std::uint64_t amount_at(const boost::json::value& detail, std::string_view key) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_at(detail, key)));
}

bool has_any(std::string_view text, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [text](auto phrase) { return text.find(phrase) != std::string_view::npos; });
}

std::string without(std::string text, std::string_view name) {
  if (name.size() < 4) return text;  // no reason is as short, but many a word has it in it
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at)) text.erase(at, name.size());
  return text;
}

// The order matters: "no match for platform …: not found" is about the platform.
ErrorKind kind_of(std::string_view text) {
  if (has_any(text, {"no space left"})) return ErrorKind::io;
  if (has_any(text, {"no matching manifest", "no match for platform", "does not match the specified platform",
                     "cannot be used on this platform"}))
    return ErrorKind::invalid;
  // Not 429 alone: a port or a digest may have that in it.
  if (has_any(text, {"toomanyrequests", "Too Many Requests", "status: 429", "status code 429", "rate limit"}))
    return ErrorKind::limit;
  if (has_any(text, {"unauthorized", "denied", "authentication", "no basic auth credentials"}))
    return ErrorKind::denied;
  if (has_any(text, {"no such host", "connection refused", "connection reset", "i/o timeout", "TLS", "tls:", "x509:",
                     "EOF", "dial tcp", "Client.Timeout", "deadline exceeded", "unreachable", "no route to host"}))
    return ErrorKind::unreachable;
  if (has_any(text, {"not found", "manifest unknown", "name unknown", "does not exist"})) return ErrorKind::not_found;
  return ErrorKind::remote;
}

}  // namespace

void PullSummary::add(const boost::json::value& message) {
  auto status = text_at(message, "status");
  auto id = text_at(message, "id");
  if (!id.empty() && is_about_layer(status) && (layers_.size() < most_layers || layers_.contains(id)))
    note(layers_[id], status, member(message, "progressDetail"));
  if (!status.empty()) progress_.status = text::printable(status);
  sum_up();
}

void PullSummary::note(Layer& layer, std::string_view status, const boost::json::value& detail) {
  if (status == "Downloading") {
    layer.current = amount_at(detail, "current");
    layer.total = std::max(amount_at(detail, "total"), layer.current);
  } else if (status == "Download complete") {
    layer.current = layer.total;
  } else if (status == "Pull complete" || status == "Already exists") {
    layer.current = layer.total;
    layer.done = true;
  }
}

void PullSummary::sum_up() {
  progress_.layers_total = layers_.size();
  progress_.layers_done = 0;
  progress_.bytes_current = progress_.bytes_total = 0;
  for (const auto& [id, layer] : layers_) {
    if (layer.done) ++progress_.layers_done;
    progress_.bytes_current += layer.current;
    progress_.bytes_total += layer.total;
  }
}

Error pull_complaint(std::string_view message, std::string_view name) {
  auto kind = kind_of(without(std::string(message), name));
  return {kind, text::printable(text::trim(message), 300)};
}

}  // namespace berth::docker
