#include <cstdio>

#include "ctl/commands.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

void row(std::string& text, std::string_view key, const std::string& value) {
  if (!value.empty()) text += fmt::format("{:>12}: {}\n", key, value);
}

std::string describe(const Properties& p) {
  auto active = text_of(p, "ActiveState");
  auto colour = colour_of(active);
  std::string text = fmt::format("{} {} - {}\n", paint("●", colour), text_of(p, "UnitName"), text_of(p, "Description"));
  auto load = text_of(p, "LoadState");
  row(text, "Descriptor", fmt::format("{} ({})", text_of(p, "DescriptorPath"), load));
  if (auto error = text_of(p, "LoadError"); !error.empty()) row(text, "Error", paint(error, Colour::red));
  auto since = moment(number_of(p, "StateChangeTimestamp"));
  row(text, "Active",
      paint(fmt::format("{} ({})", active, text_of(p, "SubState")), colour) + (since.empty() ? "" : " since " + since));
  row(text, "Status", text_of(p, "StatusText"));
  if (active == "failed") row(text, "Result", text_of(p, "Result"));
  row(text, "Image", text_of(p, "Image") + (flag_of(p, "ImageStale") ? paint(" (stale)", Colour::yellow) : ""));
  row(text, "Digest", text_of(p, "Digest"));
  row(text, "Container", text_of(p, "ContainerId").substr(0, 12));
  if (auto pid = number_of(p, "MainPID"); pid != 0) row(text, "Main PID", std::to_string(pid));
  if (auto health = text_of(p, "Health"); health != "none") row(text, "Health", health);
  if (auto restarts = number_of(p, "NRestarts"); restarts != 0) row(text, "Restarts", std::to_string(restarts));
  row(text, "Log", text_of(p, "LogFile"));
  return text;
}

// Without a name: the daemon, its engine, and how many services are how.
int describe_all(Client& client, bool as_json) {
  auto manager = client.manager();
  if (!manager) return complain(manager.error().text);
  if (as_json) {
    std::fputs(json_of(*manager).c_str(), stdout);
    return ok;
  }
  auto names = client.services();
  if (!names) return complain(names.error().text);
  std::map<std::string, int> counts;
  for (const auto& name : *names)
    if (auto one = client.service(name)) ++counts[text_of(*one, "ActiveState")];
  std::string text = fmt::format("{} berthd {}\n", paint("●", Colour::green), text_of(*manager, "Version"));
  auto engine = text_of(*manager, "EngineState");
  row(text, "Engine", fmt::format("{} ({})", text_of(*manager, "EngineVersion"), engine));
  std::string services = std::to_string(names->size());
  for (const auto& [state, count] : counts) services += fmt::format(", {} {}", count, paint(state, colour_of(state)));
  row(text, "Services", services);
  std::fputs(text.c_str(), stdout);
  return engine == "up" ? ok : not_running;
}

}  // namespace

int status(const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  if (names.empty()) return describe_all(*client, as_json);
  int result = ok;
  std::vector<Properties> found;
  for (const auto& name : names) {
    auto one = client->service(name);
    if (!one) {
      result = complain(one.error().text, one.error().kind == ErrorKind::not_found ? no_such_service : failed);
      continue;
    }
    if (text_of(*one, "ActiveState") != "active" && result == ok) result = not_running;
    found.push_back(std::move(*one));
  }
  if (as_json) {
    std::fputs(json_of(found).c_str(), stdout);
    return result;
  }
  for (const auto& one : found) {
    if (&one != &found.front()) std::fputs("\n", stdout);
    std::fputs(describe(one).c_str(), stdout);
  }
  return result;
}

}  // namespace berth::ctl
