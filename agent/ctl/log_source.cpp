#include "ctl/log_source.h"

#include "config/descriptor.h"
#include "config/folder.h"
#include "config/host_files.h"
#include "config/settings.h"
#include "ctl/client.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

Result<LogSource> log_source_by_bus(const std::string& name) {
  auto client = Client::connect();
  if (!client) return client.error();
  auto properties = client->service(name);
  if (!properties) return properties.error();
  return LogSource{text_of(*properties, "UnitName"), text_of(*properties, "LogFile")};
}

}  // namespace

Result<LogSource> log_source_of(const std::string& name) {
  auto source = log_source_by_bus(name);
  // berthd may be away, or be kept from starting: what its log was about is wanted then more than ever.
  if (source || source.error().kind == ErrorKind::not_found) return source;
  auto settings = config::load_settings("/etc/berth/agent.yaml").settings;
  auto described = log_source_in(settings.service_directories, name, settings.roots());
  return described ? described : source;
}

Result<LogSource> log_source_in(const std::vector<std::string>& folders, const std::string& name,
                                const config::Roots& roots) {
  if (auto allowed = service::check_name(name); !allowed) return allowed.error();
  auto loaded = config::find_descriptor(folders, name);
  if (!loaded) return Error{ErrorKind::not_found, fmt::format("there is no descriptor of {}", name)};
  if (loaded->problem) return Error{ErrorKind::invalid, loaded->problem->text};
  auto reading = config::read_descriptor(*loaded, roots, config::read_host_facts());
  return LogSource{service::unit_name(name), reading.spec.log.file};
}

}  // namespace berth::ctl
