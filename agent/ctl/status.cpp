#include <cstdio>

#include "ctl/commands.h"
#include "ctl/describe.h"
#include "ctl/log_tail.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

constexpr std::size_t shown_lines = 10;

Result<std::vector<std::string>> log_of(const Properties& service) {
  auto path = text_of(service, "LogFile");
  if (path.empty()) return Error{ErrorKind::not_found, "it has no log file"};
  return last_lines(path, shown_lines);
}

std::vector<std::string> last_lines_for_json(const Properties& service) {
  constexpr std::size_t longest_line = 64 * 1024;
  std::vector<std::string> harmless_lines;
  auto lines = log_of(service);
  if (lines)
    for (const auto& line : *lines) harmless_lines.push_back(harmless(line, longest_line));
  return harmless_lines;
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
  add_row(text, "Engine", fmt::format("{} ({})", text_of(*manager, "EngineVersion"), engine));
  std::string services = std::to_string(names->size());
  for (const auto& [state, count] : counts) services += fmt::format(", {} {}", count, paint(state, colour_of(state)));
  add_row(text, "Services", services);
  std::fputs(text.c_str(), stdout);
  return engine == "up" ? ok : not_running;
}

void print(std::vector<Properties> services, bool as_json) {
  if (as_json) {
    for (auto& one : services) one["LastLines"] = last_lines_for_json(one);
    std::fputs(json_of(services).c_str(), stdout);
    return;
  }
  for (const auto& one : services) {
    if (&one != &services.front()) std::fputs("\n", stdout);
    std::fputs(describe(one).c_str(), stdout);
    if (is_troubled(one)) std::fputs(describe_log(one, log_of(one)).c_str(), stdout);
  }
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
  print(std::move(found), as_json);
  return result;
}

}  // namespace berth::ctl
