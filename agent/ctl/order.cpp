// start, stop and restart.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "ctl/commands.h"
#include "ctl/jobs.h"

namespace berth::ctl {

int order(const std::string& verb, const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto ends = run_jobs(*client, verb, names);
  if (!ends) return complain(ends.error().text);
  int result = ok;
  boost::json::array all;
  for (const auto& end : *ends) {
    boost::json::object one{{"service", end.service}, {"result", end.result}};
    if (!end.text.empty()) one["text"] = end.text;
    all.push_back(std::move(one));
    if (!end.is_done()) result = failed;
    if (!as_json && !end.text.empty()) complain(fmt::format("{} {}: {}", verb, end.service, end.text));
  }
  if (as_json) std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  return result;
}

}  // namespace berth::ctl
