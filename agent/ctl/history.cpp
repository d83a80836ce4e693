// history: the images that a service has run.
#include <cstdio>

#include "ctl/commands.h"
#include "ctl/runs.h"

namespace berth::ctl {

int history(const std::string& name, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto properties = client->service(name);
  if (!properties)
    return complain(properties.error().text,
                    properties.error().kind == ErrorKind::not_found ? no_such_service : failed);
  auto runs = runs_of(*client, name);
  if (!runs) return complain(runs.error().text);
  if (runs->empty() && !as_json) return complain(fmt::format("{} has not been started yet", name), ok);
  auto text = as_json ? runs_json(*runs, *properties) : runs_table(*runs, *properties);
  std::fputs(text.c_str(), stdout);
  return ok;
}

}  // namespace berth::ctl
