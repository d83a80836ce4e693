#include <cstdio>

#include "ctl/commands.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

std::string image_that_runs(const Properties& one) {
  return short_digest(text_of(one, "Digest")) + (flag_of(one, "RolledBack") ? " (rolled back)" : "");
}

std::string or_dash(std::string text) {
  return text.empty() ? "-" : text;
}

}  // namespace

int list(bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto names = client->services();
  if (!names) return complain(names.error().text);
  std::vector<Properties> all;
  for (const auto& name : *names)
    if (auto properties = client->service(name)) all.push_back(*properties);
  if (as_json) {
    std::fputs(json_of(all).c_str(), stdout);
    return ok;
  }
  std::vector<std::vector<std::string>> rows{{"SERVICE", "ACTIVE", "SUB", "HEALTH", "IMAGE", "DIGEST"}};
  for (const auto& one : all) {
    auto load = text_of(one, "LoadState");
    rows.push_back({text_of(one, "Id"), text_of(one, "ActiveState"), load == "loaded" ? text_of(one, "SubState") : load,
                    text_of(one, "Health"), or_dash(text_of(one, "Image")), image_that_runs(one)});
  }
  auto text = table(rows);
  std::fputs(text.c_str(), stdout);
  if (all.empty()) std::fputs("no services: put a descriptor into /etc/berth/services\n", stderr);
  return ok;
}

}  // namespace berth::ctl
