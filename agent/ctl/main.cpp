// berthctl: reads the command line and runs one verb.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>

#include "base/closest.h"
#include "ctl/commands.h"
#include "ctl/dev.h"
#include "ctl/edit.h"
#include "ctl/export.h"
#include "ctl/import.h"
#include "ctl/logs.h"
#include "ctl/migrate.h"

namespace {

using namespace berth::ctl;

class CommandLine {
 public:
  CommandLine();
  int run(int argc, char** argv);

 private:
  CLI::App* verb(const std::string& name, const std::string& help, std::function<int()> action);
  CLI::App* plain_verb(const std::string& name, const std::string& help, std::function<int()> action);
  void add_looks();
  void add_files();
  void add_logs();
  void add_orders();
  void add_images();
  void add_import();
  void add_export();
  void add_migrate();
  void add_dev();

  CLI::App app_{"Looks at and steers the services of berthd.", "berthctl"};
  std::vector<std::string> verbs_;
  bool as_json_ = false, is_needed_ = false, merged_ = false;
  std::vector<std::string> names_;
  std::string service_, digest_;
  LogsOptions logs_;
  EditOptions edit_;
  ImportOptions import_;
  ExportOptions export_;
  MigrateOptions migrate_;
  DevOptions dev_;
  int result_ = ok;
};

CommandLine::CommandLine() {
  app_.set_version_flag("--version", "berthctl " BERTH_VERSION);
  app_.require_subcommand(1);
  add_looks();
  add_files();
  add_logs();
  add_orders();
  add_images();
  add_import();
  add_export();
  add_migrate();
  add_dev();
}

CLI::App* CommandLine::verb(const std::string& name, const std::string& help, std::function<int()> action) {
  auto* added = plain_verb(name, help, std::move(action));
  added->add_flag("--json", as_json_, "print JSON for scripts");
  return added;
}

CLI::App* CommandLine::plain_verb(const std::string& name, const std::string& help, std::function<int()> action) {
  verbs_.push_back(name);
  auto* added = app_.add_subcommand(name, help);
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

// No --json: files are as they are.
void CommandLine::add_files() {
  auto* added = plain_verb("cat", "the files that services come from: descriptors, templates, drop-ins",
                           [this] { return cat(names_, merged_); });
  added->add_option("NAME", names_, "services")->required();
  added->add_flag("--merged", merged_, "what counts of all files together, and where each value is from");
  added = plain_verb("edit", "change a drop-in of a service in $VISUAL or $EDITOR, and check it before it counts",
                     [this] { return edit(edit_); });
  added->add_option("NAME", edit_.name, "service")->required();
  added->add_flag("--full", edit_.full, "change the descriptor itself");
}

// No --json: the lines are the container's own. `journalctl -o json` has them with all that is known of each.
void CommandLine::add_logs() {
  auto* added =
      plain_verb("logs", "what a service has written: its log file, or the journal", [this] { return logs(logs_); });
  added->add_option("NAME", logs_.name, "service")->required();
  added->add_flag("-f,--follow", logs_.follow, "go on with what is written from now on, until Ctrl-C");
  added
      ->add_option("-n,--lines", logs_.lines,
                   "the last N lines, or all (default: all; 100 on a terminal; 10 with --follow)")
      ->type_name("N");
  added
      ->add_option("--since", logs_.since,
                   "not before this time: \"2026-11-21 06:43\", 06:43, 10m (the journal has times)")
      ->type_name("TIME");
  auto* until = added->add_option("--until", logs_.until, "not after this time")->type_name("TIME");
  until->excludes("--follow");
  auto* file = added->add_flag("--file", logs_.from_file, "the log file and nothing else");
  added->add_flag("--journal", logs_.from_journal, "the journal, as journalctl --unit shows it")->excludes(file);
}

void CommandLine::add_orders() {
  auto* reloads = verb("reload", "read all descriptors anew, and say what is wrong with them",
                       [this] { return is_needed_ ? order_needed("reload", names_, as_json_) : reload(as_json_); });
  for (const char* name : {"start", "stop"})
    verb(name, "the same as with systemctl, with progress", [this, name] { return order(name, names_, as_json_); })
        ->add_option("NAME", names_, "services")
        ->required();
  auto* restarts = verb("restart", "the same as with systemctl, with progress", [this] {
    if (is_needed_) return order_needed("restart", names_, as_json_);
    return names_.empty() ? complain("restart what? Name services, or say --needed", wrong_usage)
                          : order("restart", names_, as_json_);
  });
  restarts->add_option("NAME", names_, "services");
  restarts->add_flag("--needed", is_needed_, "only those with changes that a restart takes; without a NAME: of all");
  auto* needed =
      reloads->add_flag("--needed", is_needed_, "reload the services with changes that a reload takes, and only those");
  reloads->add_option("NAME", names_, "services (default: all)")->needs(needed);
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

// No --json: what comes out is YAML.
void CommandLine::add_import() {
  auto* added =
      plain_verb("import", "descriptors from units around docker run, Quadlets, docker inspect and Compose files",
                 [this] { return import(import_); });
  added->add_option("FILE", import_.files, "files of one of these kinds, or - for standard input")->required();
  added->add_option("-o,--output", import_.folder, "write NAME.yaml into this folder (default: to standard output)")
      ->type_name("DIR");
  added->add_option("--name", import_.name, "the service's name (default: the file's)")->type_name("NAME");
  added
      ->add_flag("--diff", import_.diff, "only say what would run differently: from the second FILE, or the descriptor")
      ->excludes("--output");
  added->add_flag("--force", import_.force, "replace descriptors that are there already")->needs("--output");
}

// No --json: what comes out are files of other programs.
void CommandLine::add_export() {
  auto* added = plain_verb("export", "services as Quadlets, a Compose file, or units around docker run",
                           [this] { return export_services(export_); });
  added->add_option("NAME", export_.names, "services, or descriptors by their path")->required();
  added->add_option("--to", export_.form, "quadlet, compose or unit")->type_name("FORM")->required();
  added->add_option("-o,--output", export_.folder, "write files into this folder (default: to standard output)")
      ->type_name("DIR");
  added->add_flag("--force", export_.force, "replace files that are there already")->needs("--output");
}

void CommandLine::add_migrate() {
  auto* added =
      plain_verb("migrate", "take over a unit around docker run or a Quadlet, with one restart and a way back",
                 [this] { return migrate(migrate_); });
  added->add_option("UNIT", migrate_.unit, "a unit, as systemctl names it")->required();
  auto* back = added->add_flag("--back", migrate_.back, "undo it: the old unit, as it was");
  added->add_flag("--force", migrate_.force, "also if not everything in the unit could be carried")->excludes(back);
  added->add_flag("--dry-run", migrate_.dry_run, "print what would be done, and do nothing")->excludes(back);
}

// No --json: what comes out is the program's own.
void CommandLine::add_dev() {
  auto* added =
      plain_verb("dev", "run a service's command on this machine, without Docker", [this] { return dev(dev_); });
  added->add_option("FILE", dev_.path, "descriptor")->required();
  added->add_option("--root", dev_.root, "in place of /root (default: the descriptor's folder)")->type_name("DIR");
  added->add_option("COMMAND", dev_.arguments, "what to run, behind -- (default: Entrypoint and Exec)");
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
