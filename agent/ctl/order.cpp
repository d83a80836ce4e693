// start, stop and restart, and those of them that are needed.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "ctl/commands.h"
#include "ctl/jobs.h"

namespace berth::ctl {

namespace {

int order_all(Client& client, const std::string& verb, const std::vector<std::string>& names, bool as_json) {
  auto ends = run_jobs(client, verb, names);
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

}  // namespace

int order(const std::string& verb, const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  return order_all(*client, verb, names, as_json);
}

int order_needed(const std::string& verb, const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  // What was written a moment ago is seen by this look at the latest. What is wrong with descriptors others say.
  if (auto looked = client->reload(); !looked) return complain(looked.error().text);
  auto all = names;
  if (all.empty()) {
    auto known = client->services();
    if (!known) return complain(known.error().text);
    all = *known;
  }
  std::vector<std::string> needed;
  int result = ok;
  for (const auto& name : all) {
    auto one = client->service(name);
    bool is_needed = one && flag_of(*one, verb == "reload" ? "NeedsReload" : "NeedsRestart");
    if (is_needed) needed.push_back(name);
    if (!one && !names.empty()) result = complain(one.error().text);
  }
  if (needed.empty() && !as_json && result == ok)
    std::fputs(fmt::format("no service needs a {}\n", verb).c_str(), stderr);
  auto ordered = order_all(*client, verb, needed, as_json);
  return ordered == ok ? result : ordered;
}

}  // namespace berth::ctl
