// berthctl: reads the command line and runs one verb.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "base/closest.h"
#include "ctl/commands.h"

namespace {

using namespace berth::ctl;

class CommandLine {
 public:
  CommandLine();
  int run(int argc, char** argv);

 private:
  CLI::App* verb(const std::string& name, const std::string& help, std::function<int()> action);
  void add_looks();
  void add_orders();
  void add_images();

  CLI::App app_{"Looks at and steers the services of berthd.", "berthctl"};
  std::vector<std::string> verbs_;
  bool as_json_ = false;
  std::vector<std::string> names_;
  std::string service_, digest_;
  int result_ = ok;
};

CommandLine::CommandLine() {
  app_.set_version_flag("--version", "berthctl " BERTH_VERSION);
  app_.require_subcommand(1);
  add_looks();
  add_orders();
  add_images();
}

CLI::App* CommandLine::verb(const std::string& name, const std::string& help, std::function<int()> action) {
  verbs_.push_back(name);
  auto* added = app_.add_subcommand(name, help);
  added->add_flag("--json", as_json_, "print JSON for scripts");
  added->callback([this, action = std::move(action)] { result_ = action(); });
  return added;
}

void CommandLine::add_looks() {
  verb("list", "all services with their state and image", [this] { return list(as_json_); });
  verb("status", "one service, or the daemon and its engine", [this] {
    return status(names_, as_json_);
  })->add_option("NAME", names_, "services");
  verb("history", "the images that a service has run, and how each run ended",
       [this] { return history(service_, as_json_); })
      ->add_option("NAME", service_, "service")
      ->required();
  verb("check", "say what is wrong with descriptors, with file:line:column", [this] {
    return check(names_, as_json_);
  })->add_option("FILE", names_, "descriptors, or folders of them (default: those of this host)");
}

void CommandLine::add_orders() {
  verb("reload", "read all descriptors anew, and say what is wrong with them", [this] { return reload(as_json_); });
  for (const char* name : {"start", "stop", "restart"})
    verb(name, "the same as with systemctl, with progress", [this, name] { return order(name, names_, as_json_); })
        ->add_option("NAME", names_, "services")
        ->required();
}

void CommandLine::add_images() {
  verb("pull", "get images for the next restart, while the services run on", [this] { return pull(names_, as_json_); })
      ->add_option("NAME", names_, "services")
      ->required();
  auto* back = verb("rollback", "restart with the last good image, or with another one of the history",
                    [this] { return rollback(service_, digest_, as_json_); });
  auto* forgive = verb("unquarantine", "let the next restart try again what has failed",
                       [this] { return unquarantine(service_, digest_, as_json_); });
  for (auto* both : {back, forgive}) {
    both->add_option("NAME", service_, "service")->required();
    both->add_option("DIGEST", digest_, "an image, by the beginning of its digest");
  }
}

int CommandLine::run(int argc, char** argv) {
  std::string first = argc > 1 ? argv[1] : "";
  if (!first.empty() && first[0] != '-' && std::find(verbs_.begin(), verbs_.end(), first) == verbs_.end()) {
    auto meant = berth::closest(first, verbs_);
    return complain(fmt::format("there is no verb {}{}; see berthctl --help", first,
                                meant ? fmt::format(" (did you mean {}?)", *meant) : ""),
                    2);
  }
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    int status = app_.exit(error);
    return status == 0 ? 0 : 2;
  }
  return result_;
}

}  // namespace

int main(int argc, char** argv) {
  CommandLine line;
  return line.run(argc, argv);
}
