#include "daemon/daemon.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

#include "base/file.h"
#include "base/log.h"
#include "bus/connection.h"
#include "control/images_object.h"
#include "control/manager_object.h"
#include "control/service_objects.h"
#include "supervise/manager.h"
#include "systemd/notify.h"

namespace berth::daemon {

namespace {

constexpr auto bus_name = "org.berth1";

// Everything that lives as long as the daemon; the order is that of dependence.
class Daemon {
 public:
  Daemon(boost::asio::io_context& context, bus::BusPtr bus, const config::Settings& settings, const std::string& holder)
      : context_(context),
        tasks_(context.get_executor()),
        connection_(context.get_executor(), std::move(bus)),
        manager_(tasks_, connection_, settings, holder),
        services_(tasks_, connection_, manager_),
        manager_object_(tasks_, connection_, manager_),
        images_(tasks_, connection_, manager_),
        signals_(context, SIGTERM, SIGINT, SIGHUP) {}

  void begin() {
    manager_.observe({[this](const std::string& service) { show(service); },
                      [this](const std::string& service) { manager_object_.added(service); },
                      [this](const std::string& service) {
                        services_.removed(service);
                        manager_object_.removed(service);
                      }});
    tasks_.start("D-Bus", keep_bus());
    tasks_.start("signals", obey_signals());
    tasks_.start("start-up", start_up());
    tasks_.start("watchdog", systemd::keep_watchdog_fed());
  }

  int exit_status() const { return exit_status_; }

 private:
  void show(const std::string& service) {
    if (service.empty()) return manager_object_.engine_changed();
    services_.changed(service);
  }

  Task<> start_up() {
    auto begun = co_await manager_.begin();
    auto published = begun ? publish() : begun;
    if (!published) co_return give_up(published.error());
    systemd::notify(fmt::format("READY=1\nSTATUS={} services", manager_.services().size()));
  }

  // The name comes last: whoever finds it finds everything behind it.
  Result<void> publish() {
    if (auto done = services_.publish(); !done) return done;
    if (auto done = manager_object_.publish(); !done) return done;
    if (auto done = images_.publish(); !done) return done;
    int r = sd_bus_request_name(connection_.get(), bus_name, 0);
    if (r < 0) return bus::from_return(r, "take the name org.berth1 on the system bus");
    connection_.kick();
    return {};
  }

  Task<> keep_bus() {
    auto error = co_await connection_.run();
    give_up(error);
  }

  Task<> obey_signals() {
    constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
    while (true) {
      auto [error, signal] = co_await signals_.async_wait(quietly);
      if (error) co_return;
      if (signal != SIGHUP) break;
      systemd::notify("RELOADING=1");
      auto problems = co_await manager_.reload();
      if (!problems) log::error("{}", problems.error().text);
      systemd::notify("READY=1");
    }
    systemd::notify("STOPPING=1");
    context_.stop();
  }

  // systemd starts us anew; holders and containers wait for that.
  void give_up(const Error& error) {
    log::error("{}", error.text);
    exit_status_ = 1;
    context_.stop();
  }

  boost::asio::io_context& context_;
  Tasks tasks_;
  bus::Connection connection_;
  supervise::Manager manager_;
  control::ServiceObjects services_;
  control::ManagerObject manager_object_;
  control::ImagesObject images_;
  boost::asio::signal_set signals_;
  int exit_status_ = 0;
};

Result<void> make_folders(const config::Settings& settings) {
  if (auto made = file::make_folder(settings.state_directory, 0700); !made) return made;
  if (auto made = file::make_folder("/run/berth", 0755); !made) return made;
  return {};
}

}  // namespace

int run(const Options& options) {
  auto reading = config::load_settings(options.settings_path);
  for (const auto& problem : reading.problems) log::error("{}", config::one_line(problem));
  if (!reading.problems.empty()) return 78;  // CONFIG
  log::set_level(reading.settings.log_level);
  if (auto made = make_folders(reading.settings); !made) {
    log::error("{}", made.error().text);
    return 1;
  }
  auto bus = bus::Connection::open_system();
  if (!bus) {
    log::error("{}", bus.error().text);
    return 1;
  }
  boost::asio::io_context context(1);
  Daemon daemon(context, std::move(*bus), reading.settings, options.holder);
  daemon.begin();
  context.run();
  return daemon.exit_status();
}

}  // namespace berth::daemon
