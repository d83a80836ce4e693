// rollback and unquarantine: people's word on which images are good.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>

#include "ctl/commands.h"
#include "ctl/jobs.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

int print(const boost::json::object& object, int exit_status) {
  std::fputs((boost::json::serialize(object) + "\n").c_str(), stdout);
  return exit_status;
}

// What failed too often may be started again: this is another image.
void forget_failures(Client& client, const std::string& unit) {
  sd_bus_call_method(client.bus(), "org.freedesktop.systemd1", "/org/freedesktop/systemd1",
                     "org.freedesktop.systemd1.Manager", "ResetFailedUnit", nullptr, nullptr, "s", unit.c_str());
}

}  // namespace

int rollback(const std::string& name, const std::string& digest, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto ordered = client->images("RollBack", {name, digest});
  if (!ordered) return complain(fmt::format("rollback {}: {}", name, ordered.error().text));
  const char* read = "";
  sd_bus_message_read(ordered->get(), "s", &read);
  std::string target = read;
  boost::json::object told{{"service", name}, {"digest", target}};
  auto properties = client->service(name);
  if (!properties) return complain(properties.error().text);
  if (text_of(*properties, "ActiveState") == "inactive") {
    told["result"] = "next-start";
    if (as_json) return print(told, ok);
    std::fputs(fmt::format("{} does not run; its next start takes {}\n", name, short_digest(target)).c_str(), stdout);
    return ok;
  }
  forget_failures(*client, text_of(*properties, "UnitName"));
  auto ends = run_jobs(*client, "restart", {name});
  if (!ends) return complain(ends.error().text);
  const auto& end = ends->front();
  told["result"] = end.result;
  if (!end.is_done()) told["text"] = end.text;
  if (as_json) return print(told, end.is_done() ? ok : failed);
  if (!end.is_done())
    return complain(fmt::format("rollback {}: {} is to run, but: {}", name, short_digest(target), end.text));
  if (auto now = client->service(name))
    std::fputs(fmt::format("{}: {}\n", name, text_of(*now, "StatusText")).c_str(), stdout);
  return ok;
}

int unquarantine(const std::string& name, const std::string& digest, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  auto ordered = client->images("Unquarantine", {name, digest});
  if (!ordered) return complain(fmt::format("unquarantine {}: {}", name, ordered.error().text));
  std::uint32_t count = 0;
  sd_bus_message_read(ordered->get(), "u", &count);
  if (as_json) return print({{"service", name}, {"count", count}}, count > 0 ? ok : failed);
  if (count == 0)
    return complain(digest.empty() ? fmt::format("no image of {} is in quarantine", name)
                                   : fmt::format("no image of {} in quarantine begins with {}: see berthctl history {}",
                                                 name, digest, name));
  std::fputs(fmt::format("{}: {} image{} out of quarantine; the next restart tries again what the registry has\n", name,
                         count, count == 1 ? " is" : "s are")
                 .c_str(),
             stdout);
  return ok;
}

}  // namespace berth::ctl
