// berthd: reads the command line and runs the daemon.
#include <CLI/CLI.hpp>

#include "daemon/daemon.h"
#include "logs/compress_file.h"

int main(int argc, char** argv) {
  CLI::App app("Supervises Docker service containers as systemd units. Started by berth.service.", "berthd");
  app.set_version_flag("--version", "berthd " BERTH_VERSION);
  berth::daemon::Options options;
  app.add_option("--settings", options.settings_path, "the agent's own settings")->capture_default_str();
  app.add_option("--holder", options.holder, "the program that units run")->capture_default_str();
  std::string log_file;
  app.add_option("--compress", log_file)->group("");  // hidden: we start ourselves so
  CLI11_PARSE(app, argc, argv);
  if (!log_file.empty()) return berth::logs::compress_command(log_file);
  return berth::daemon::run(options);
}
