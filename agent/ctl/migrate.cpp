#include "ctl/migrate.h"

#include <unistd.h>

#include <cstdio>

#include "base/file.h"
#include "ctl/commands.h"
#include "ctl/import_source.h"
#include "ctl/migration.h"
#include "service/name.h"

namespace berth::ctl {

namespace {

int undo(Client& client, const std::string& name) {
  auto text = file::read(manifest_path(name), largest_source);
  if (!text) return complain(fmt::format("{} was not migrated from a unit: there is no {}", name, manifest_path(name)));
  auto manifest = read_manifest(manifest_path(name), *text);
  if (!manifest) return complain(manifest.error().text);
  if (auto back = go_back(client, std::move(*manifest)); !back) return complain(back.error().text);
  tell(name, fmt::format("is the old unit again; the descriptor is kept in {}", migrated_folder(name)));
  return ok;
}

int run(Migration& migration, Client& client, const std::string& name) {
  auto done = migration.prepare();
  if (done) done = migration.hand_over();
  if (done) {
    tell(name, fmt::format("is Berth's now; berthctl migrate --back {} undoes it", name));
    return ok;
  }
  tell(name, "goes back: " + done.error().text);
  if (auto back = go_back(client, migration.manifest()); !back)
    return complain(fmt::format("{}; and the way back failed, try berthctl migrate --back {}: {}", done.error().text,
                                name, back.error().text));
  return complain(fmt::format("{} is the old unit again: {}", name, done.error().text));
}

}  // namespace

std::string migrated_folder(const std::string& service) {
  return fmt::format("{}/migrated/{}", config::load_settings("/etc/berth/agent.yaml").settings.state_directory,
                     service);
}

std::string manifest_path(const std::string& service) {
  return migrated_folder(service) + "/manifest.json";
}

Result<void> save_manifest(const Manifest& manifest) {
  return file::replace(manifest_path(manifest.service), manifest_text(manifest), 0600);
}

void tell(const std::string& service, std::string_view what) {
  std::fputs(fmt::format("{}: {}\n", service, what).c_str(), stderr);
}

int migrate(const MigrateOptions& options) {
  bool has_ending = options.unit.ends_with(".service") || options.unit.ends_with(".timer");
  auto name = service::name_of_unit(has_ending ? options.unit : service::unit_name(options.unit));
  if (!name) return complain(name.error().text, wrong_usage);
  if (::geteuid() != 0) return complain("only root may do this (sudo)");
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  if (auto daemon = client->manager(); !daemon) return complain(daemon.error().text);
  if (options.back) return undo(*client, *name);
  Migration migration(*client, options, *name);
  auto begun = file::exists(manifest_path(*name)) ? migration.take_up() : migration.begin();
  if (!begun)
    return complain(begun.error().text, begun.error().kind == ErrorKind::not_found ? no_such_service : failed);
  if (options.dry_run) {
    migration.show_steps();
    return ok;
  }
  return run(migration, *client, *name);
}

}  // namespace berth::ctl
