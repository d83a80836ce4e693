// Each descriptor that is good goes out to each form and comes back as the same Spec, but for what reduced() names.
#include "export/round_trip.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.h"
#include "config/descriptor.h"
#include "config/image.h"
#include "config/show_spec.h"
#include "export/words.h"
#include "import/around.h"
#include "service/name.h"
#include "support/catch.h"

using namespace berth;
using namespace berth::exporting;

namespace berth::test {

namespace {

// A Config and a Volume differ in what happens when nothing is there, which only Berth tells apart.
void reduce_mounts(service::Container& container, Form form) {
  for (auto& mount : container.mounts) mount.must_exist = false, mount.place = {};
  auto is_plain = [&](const service::SpelledMount& mount) {
    auto simple = mount;
    simple.propagation.clear();
    service::SpelledMount bare;
    bare.type = mount.type, bare.source = mount.source, bare.target = mount.target, bare.read_only = mount.read_only;
    bare.place = mount.place;
    return simple == bare && mount.type != "tmpfs";
  };
  for (auto& mount : container.spelled_mounts) {
    if (form == Form::compose) {  // export leaves out what Compose has in sections of their own
      mount.non_recursive = false;
      mount.driver.clear(), mount.labels.clear(), mount.driver_options.clear();
    }
    if (is_plain(mount))
      container.mounts.push_back({mount.source, mount.target, mount.read_only, mount.propagation, false, "", {}});
  }
  std::erase_if(container.spelled_mounts, is_plain);
  auto by_target = [](const auto& a, const auto& b) { return a.target < b.target; };
  std::sort(container.mounts.begin(), container.mounts.end(), by_target);
  std::sort(container.tmpfs.begin(), container.tmpfs.end(), by_target);
}

// Docker's and Podman's commands have one word for an entry point, and a shell for a health check; Podman's for one of
// a single word.
void reduce_commands(service::Container& container, Form form) {
  auto& entry = container.entrypoint;
  if (entry && entry->size() == 1 && entry->front().empty()) entry->clear();
  if (form == Form::compose) return;
  if (entry && entry->size() > 1) {
    container.exec.insert(container.exec.begin(), entry->begin() + 1, entry->end());
    for (auto& one : container.pre_runs) one.exec.insert(one.exec.begin(), entry->begin() + 1, entry->end());
    entry->resize(1);
  }
  if (entry && entry->size() == 1 && entry->front().empty()) entry->clear();
  auto& health = container.health;
  bool is_for_shell = form == Form::unit || (health && health->test.size() == 2);
  if (health && !health->test.empty() && health->test.front() == "CMD" && is_for_shell)
    health->test = {"CMD-SHELL", shell_text({health->test.begin() + 1, health->test.end()})};
  if (health && !health->test.empty() && health->test.front() == "NONE") health.emplace().test = {"NONE"};
}

// A registry is always named, each GPU is a device of its own, and a volume has no driver, a container no domain.
void reduce_for_podman(service::Container& container) {
  container.image = config::qualified_image(container.image);
  std::erase_if(container.spelled_mounts, [&](const auto& mount) {
    bool is_plain = mount.no_copy && mount.driver.empty() && mount.labels.empty() && !mount.source.empty();
    if (is_plain) container.mounts.push_back({mount.source, mount.target, mount.read_only, "nocopy", false, "", {}});
    return is_plain;
  });
  for (auto& mount : container.spelled_mounts) mount.no_copy = false, mount.driver.clear(), mount.labels.clear();
  std::vector<service::GpuRequest> gpus;
  for (const auto& all : container.gpus) {
    if (all.count == -1) gpus.push_back(all);
    for (const auto& id : all.device_ids) gpus.emplace_back().device_ids = {id};
  }
  container.gpus = gpus;
  container.domain_name.clear();
  if (container.health) container.health->start_interval.reset();
}

void reduce_container(service::Container& container, Form form) {
  if (form == Form::quadlet) reduce_for_podman(container);
  reduce_mounts(container, form);
  reduce_commands(container, form);
  for (auto& file : container.environment_files) {
    file.candidates.resize(1);
    if (form != Form::compose) file.optional = false;  // there was one, or it is not told
  }
  if (container.seccomp) container.seccomp->candidates.resize(1);
  for (auto& device : container.devices) device.optional = form == Form::quadlet && device.optional;
  container.auth_file.clear();     // docker login is the host's
  container.pull_retries.reset();  // Berth's alone
  container.pull_retry_delay = {};
  container.log_driver.clear();                   // import leaves the output to Berth
  if (container.stop_timeout != Duration::max())  // in whole seconds
    container.stop_timeout = std::chrono::ceil<std::chrono::seconds>(container.stop_timeout);
  if (form != Form::quadlet) {  // Docker waits for nothing, and does nothing
    container.ready_when = service::ReadyWhen::started;
    container.on_unhealthy = service::OnUnhealthy::none;
  }
  if (form == Form::compose) {
    container.reload = {};
    container.cpuset_mems.clear();
    if (container.networks.size() > 1)  // Compose has bridge alone, or not at all
      std::erase_if(container.networks, [](const auto& one) { return !service::is_own_network(one.name); });
    if (container.pull == service::PullPolicy::newer) container.pull = service::PullPolicy::always;
  }
  if (form != Form::unit) container.pre_runs.clear();
}

// One place for the output; Berth's own ways with it are Berth's.
void reduce_log(service::Log& log, const std::string& name, Form form) {
  auto file = log.file;
  if (file.empty() && log.journal)
    file = fmt::format("/root/var/log/{}.log", name);  // nobody can tell that it is not wanted
  bool is_nowhere = file.empty() && !log.journal;
  log = {};
  if (form != Form::compose) log.file = file, log.journal = !is_nowhere;
}

}  // namespace

service::Spec reduced(service::Spec spec, Form form) {
  spec.path.clear();
  spec.drop_ins.clear();
  spec.update = {};
  spec.on_config_change = service::OnConfigChange::none;
  reduce_container(spec.container, form);
  reduce_log(spec.log, spec.name, form);
  // Pulls and long stops take time; only Berth gives it to them unasked. And who restarts an unhealthy container.
  std::set<std::string> unsaid = {"TimeoutStartSec", "TimeoutStopSec"};
  if (form == Form::unit) unsaid.insert("WatchdogSec");
  if (spec.container.on_unhealthy == service::OnUnhealthy::restart) unsaid.insert("Restart");
  std::erase_if(spec.service, [&](const auto& one) { return unsaid.contains(one.first); });
  if (spec.schedule) spec.install.clear();  // a timer is wanted by timers.target
  if (form != Form::compose) return spec;
  spec.description.clear();
  spec.unit.clear();
  spec.install.clear();
  spec.schedule.reset();
  std::erase_if(spec.service, [](const auto& one) { return one.first != "Restart" || one.second == "no"; });
  return spec;
}

}  // namespace berth::test

namespace {

const config::HostFacts facts{"harbour", "0123456789abcdef", "fedcba9876543210", "6.1.0"};

struct Good {
  std::string path;
  service::Spec spec;
};

void add_good(const std::filesystem::path& path, const std::string& name, std::vector<Good>& all) {
  auto text = file::read(path, 2'000'000);
  REQUIRE(text.has_value());
  auto reading = config::read_descriptor("x.yaml", name, *text, {}, facts);
  bool is_container = !reading.spec.compose && !reading.spec.process;
  if (reading.ok() && is_container) all.push_back({path, std::move(reading.spec)});
}

std::vector<Good> good_ones() {
  std::vector<Good> all;
  auto source = std::string(BERTH_SOURCE_DIR);
  for (const auto& entry : std::filesystem::directory_iterator(source + "/tests/config/cases"))
    add_good(entry.path(), entry.path().filename().string().starts_with("instance") ? "worker@7" : "museum", all);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source + "/examples"))
    if (entry.path().extension() == ".yaml" && entry.path().stem() != "credentials")
      if (entry.path().parent_path().parent_path().filename() == "examples")
        add_good(entry.path(), entry.path().stem(), all);
  return all;
}

service::Spec there_and_back(const service::Spec& spec, Form form) {
  auto files = export_services({spec}, form, {{}, [](const std::string&) { return true; }});
  std::map<std::string, std::string> texts;
  for (const auto& one : files) texts["/srv/" + one.file_name] = one.text;
  auto path = "/srv/" + files.front().file_name;
  INFO(files.front().text);
  auto all = importing::import_file(path, texts[path], form == Form::compose ? "" : spec.name, test::around(texts));
  INFO((all ? "" : all.error().text));
  REQUIRE(all.has_value());
  REQUIRE(all->size() == 1);
  auto reading = config::read_descriptor("x.yaml", all->front().name, all->front().text, {}, facts);
  REQUIRE(reading.ok());
  return reading.spec;
}

}  // namespace

TEST_CASE("what is exported comes back as the same service", "[export]") {
  auto form = GENERATE(Form::unit, Form::quadlet, Form::compose);
  auto all = good_ones();
  CHECK(all.size() > 60);
  for (const auto& [path, spec] : all) {
    INFO(path << " as form " << static_cast<int>(form));
    auto back = test::reduced(there_and_back(spec, form), form);
    auto before = test::reduced(spec, form);
    CHECK(test::show(back) == test::show(before));
    CHECK(back.name == before.name);
  }
}
