#include "ctl/runs.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/duration.h"
#include "base/text.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

bool is_good(const Run& run, const Properties& properties) {
  return !run.name().empty() && run.name() == text_of(properties, "GoodDigest");
}

bool is_quarantined(const Run& run, const Properties& properties) {
  return !run.name().empty() && has_word(text_of(properties, "Quarantine"), run.name());
}

std::string marked_digest(const Run& run, const Properties& properties) {
  auto digest = short_digest(run.name());
  if (is_quarantined(run, properties)) return digest + " (quarantine)";
  if (is_good(run, properties)) return digest + " (last good)";
  return digest;
}

// Tenths of a second matter only where there are few seconds.
std::string ready_after(const Run& run) {
  if (run.ready == 0 || run.ready < run.started) return "-";
  auto took = Duration(static_cast<std::int64_t>(run.ready - run.started));
  auto step = took < seconds(10) ? Duration(milliseconds(100)) : Duration(seconds(1));
  auto rounded = std::max(step, took / step * step);
  return "after " + format_duration(rounded);
}

std::string end_of(const Run& run, const Properties& properties, bool is_newest) {
  if (run.ended != 0) return short_moment(run.ended);
  return is_newest && text_of(properties, "ActiveState") == "active" ? "runs" : "-";
}

std::string why(const Run& run) {
  if (run.ended == 0) return "";
  return text::printable(run.why.empty() ? run.result : run.why);
}

}  // namespace

Result<std::vector<Run>> runs_of(Client& client, const std::string& service) {
  auto reply = client.images("GetHistory", {service});
  if (!reply) return reply.error();
  auto* message = reply->get();
  std::vector<Run> runs;
  sd_bus_message_enter_container(message, 'a', "(sssttttss)");
  const char *reference, *digest, *id, *result, *why;
  Run run;
  while (sd_bus_message_read(message, "(sssttttss)", &reference, &digest, &id, &run.pulled, &run.started, &run.ready,
                             &run.ended, &result, &why) > 0) {
    run.reference = reference;
    run.digest = digest;
    run.id = id;
    run.result = result;
    run.why = why;
    runs.push_back(run);
  }
  std::reverse(runs.begin(), runs.end());
  return runs;
}

std::string runs_table(const std::vector<Run>& runs, const Properties& properties) {
  std::vector<std::vector<std::string>> rows{{"DIGEST", "PULLED", "STARTED", "READY", "ENDED", "WHY"}};
  bool is_one_image =
      std::all_of(runs.begin(), runs.end(), [&](const Run& run) { return run.reference == runs.front().reference; });
  if (!is_one_image) rows.front().insert(rows.front().begin(), "IMAGE");
  for (const auto& run : runs) {
    rows.push_back({marked_digest(run, properties), short_moment(run.pulled), short_moment(run.started),
                    ready_after(run), end_of(run, properties, &run == &runs.front()), why(run)});
    if (!is_one_image) rows.back().insert(rows.back().begin(), text::printable(run.reference));
  }
  return table(rows);
}

std::string runs_json(const std::vector<Run>& runs, const Properties& properties) {
  boost::json::array all;
  for (const auto& run : runs)
    all.push_back({{"reference", run.reference},
                   {"digest", run.digest},
                   {"id", run.id},
                   {"pulled", run.pulled},
                   {"started", run.started},
                   {"ready", run.ready},
                   {"ended", run.ended},
                   {"result", run.result},
                   {"why", run.why},
                   {"good", is_good(run, properties)},
                   {"quarantined", is_quarantined(run, properties)}});
  return boost::json::serialize(all) + "\n";
}

}  // namespace berth::ctl
