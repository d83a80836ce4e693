#include <cstdio>

#include "ctl/commands.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

std::string image_that_runs(const Properties& one) {
  return short_digest(text_of(one, "Digest")) + (flag_of(one, "RolledBack") ? " (rolled back)" : "");
}

std::string what_runs(const Properties& one) {
  auto project = text_of(one, "Project");
  if (!project.empty()) return "project " + project;
  auto image = text_of(one, "Image");
  return image.empty() ? "-" : image;
}

// With a mark where what runs is not what the files say.
std::string sub_state(const Properties& one) {
  auto load = text_of(one, "LoadState");
  if (load != "loaded") return load;
  if (flag_of(one, "NeedsRestart")) return text_of(one, "SubState") + " (needs restart)";
  return text_of(one, "SubState") + (flag_of(one, "NeedsReload") ? " (needs reload)" : "");
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
    rows.push_back({text_of(one, "Id"), text_of(one, "ActiveState"), sub_state(one), text_of(one, "Health"),
                    what_runs(one), image_that_runs(one)});
  }
  auto text = table(rows);
  std::fputs(text.c_str(), stdout);
  if (all.empty()) std::fputs("no services: put a descriptor into /etc/berth/services\n", stderr);
  return ok;
}

}  // namespace berth::ctl
