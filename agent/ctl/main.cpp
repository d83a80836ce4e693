// berthctl: reads the command line and runs one verb.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/closest.h"
#include "ctl/commands.h"

int main(int argc, char** argv) {
  using namespace berth::ctl;
  CLI::App app(
      "Looks at and steers the services of berthd. Everything here can be done with systemctl, too, except for "
      "check.",
      "berthctl");
  app.set_version_flag("--version", "berthctl " BERTH_VERSION);
  app.require_subcommand(1);
  bool as_json = false;
  std::vector<std::string> names;
  int result = ok;
  std::vector<std::string> verbs;

  auto verb = [&](const char* name, const char* help, auto action) {
    verbs.emplace_back(name);
    auto* sub = app.add_subcommand(name, help);
    sub->add_flag("--json", as_json, "print JSON for scripts");
    sub->callback([&result, action] { result = action(); });
    return sub;
  };
  verb("list", "all services with their state and image", [&] { return list(as_json); });
  verb("status", "one service, or the daemon and its engine", [&] {
    return status(names, as_json);
  })->add_option("NAME", names, "services");
  verb("check", "say what is wrong with descriptors, with file:line:column", [&] {
    return check(names, as_json);
  })->add_option("FILE", names, "descriptors, or folders of them (default: those of this host)");
  verb("reload", "read all descriptors anew, and say what is wrong with them", [&] { return reload(as_json); });
  for (const char* name : {"start", "stop", "restart"}) {
    verb(name, "the same as with systemctl, with progress", [&, name] { return run_jobs(name, names, as_json); })
        ->add_option("NAME", names, "services")
        ->required();
  }
  std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first[0] != '-' && std::find(verbs.begin(), verbs.end(), first) == verbs.end()) {
    auto meant = berth::closest(first, verbs);
    return complain(fmt::format("there is no verb {}{}; see berthctl --help", first,
                                meant ? fmt::format(" (did you mean {}?)", *meant) : ""),
                    2);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    int status = app.exit(error);
    return status == 0 ? 0 : 2;
  }
  return result;
}
