#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "ctl/client.h"
#include "ctl/commands.h"

namespace berth::ctl {

int reload(bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto problems = client->reload();
  if (!problems) return complain(problems.error().text);
  if (as_json) {
    boost::json::array all;
    for (const auto& problem : *problems) all.push_back(boost::json::value(problem));
    std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  } else {
    for (const auto& problem : *problems) std::fputs((problem + "\n").c_str(), stderr);
  }
  return problems->empty() ? ok : failed;
}

}  // namespace berth::ctl
