#include "supervise/catalogue.h"

#include "base/file.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::supervise;

namespace {

struct Shelf {
  // The descriptor as it is from now on; empty: there is none.
  bool put(const std::string& yaml, bool is_busy = false) {
    auto path = folder.path("services/job.yaml");
    if (yaml.empty())
      std::filesystem::remove(path);
    else
      folder.write("services/job.yaml", yaml);
    return catalogue.refresh([is_busy](const std::string&) { return is_busy; });
  }
  bool has(const std::string& unit) const { return file::exists(folder.path("units/" + unit)); }
  config::Settings settings() const {
    config::Settings s;
    s.unit_directory = folder.path("units");
    s.service_directories = {folder.path("services")};
    return s;
  }

  test::TempFolder folder;
  Catalogue catalogue{settings(), {"host", "machine", "boot", "kernel"}, "/usr/libexec/berth-hold"};
};

using Timers = std::vector<std::string>;
const std::string job = "{Container: {Image: img}, Schedule: {OnCalendar: daily}}";

}  // namespace

TEST_CASE("a service with a Schedule has a timer beside it, as long as it has a Schedule", "[supervise]") {
  Shelf shelf;
  CHECK(shelf.put(job));
  CHECK(shelf.has("job.service"));
  CHECK(shelf.has("job.timer"));
  CHECK_FALSE(shelf.put(job));
  CHECK(shelf.catalogue.take_removed_timers().empty());
  CHECK(shelf.put("{Container: {Image: img}}"));
  CHECK(shelf.has("job.service"));
  CHECK_FALSE(shelf.has("job.timer"));
  CHECK(shelf.catalogue.take_removed_timers() == Timers{"job.timer"});
  CHECK(shelf.catalogue.take_removed_timers().empty());
}

TEST_CASE("a typo changes neither the service's unit nor its timer", "[supervise]") {
  Shelf shelf;
  shelf.put(job);
  CHECK_FALSE(shelf.put("{Container: {Image: img}, Schedule: {OnCalendar: dayly}}"));
  CHECK(shelf.has("job.timer"));
  CHECK_FALSE(shelf.put("{Container: {Image: img}, Schedul: {OnCalendar: daily}}"));
  CHECK(shelf.has("job.timer"));
}

TEST_CASE("with its descriptor gone, a timer goes at once, and the unit of what runs stays", "[supervise]") {
  Shelf shelf;
  shelf.put(job);
  CHECK(shelf.put("", true));
  CHECK(shelf.has("job.service"));
  CHECK_FALSE(shelf.has("job.timer"));
  CHECK(shelf.put(""));
  CHECK_FALSE(shelf.has("job.service"));
}

namespace {

// A template, and whatever else.
struct Templates : Shelf {
  bool refresh(bool is_busy = false) {
    return catalogue.refresh([is_busy](const std::string&) { return is_busy; });
  }
  std::string unit(const std::string& name) const {
    auto text = file::read(folder.path("units/" + name), 100'000);
    return text ? *text : "";
  }
  std::string trouble(const std::string& service) const {
    const auto* entry = catalogue.find(service);
    return entry == nullptr ? "none" : entry->trouble();
  }
};

}  // namespace

TEST_CASE("a template is a unit and no service, its instances are services once they are wanted", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", "{Unit: {Description: worker %i}, Container: {Image: img}}");
  CHECK(shelf.refresh());
  CHECK_THAT(shelf.unit("w@.service"), ContainsSubstring("\nDescription=worker %i\n"));
  CHECK(shelf.catalogue.entries().empty());
  CHECK(shelf.catalogue.has_descriptor("w@a"));
  CHECK_FALSE(shelf.catalogue.has_descriptor("w"));
  CHECK_FALSE(shelf.catalogue.want("x@a"));
  CHECK(shelf.catalogue.want("w@a"));
  CHECK_FALSE(shelf.catalogue.want("w@a"));
  CHECK(shelf.catalogue.find("w@a")->reading.spec.description == "worker a");
  CHECK(shelf.catalogue.find("w@a")->reading.spec.container.name == "w-a");
  CHECK_FALSE(shelf.refresh());
  CHECK(shelf.catalogue.find("w@a") != nullptr);
  CHECK_FALSE(shelf.has("w@a.service"));
}

TEST_CASE("an instance has a unit of its own as long as it has a file or drop-ins of its own", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", "{Container: {Image: img}}");
  shelf.folder.write("services/w@a.yaml.d/10.yaml", "{Service: {Restart: always}}");
  CHECK(shelf.refresh());
  CHECK_THAT(shelf.unit("w@a.service"), ContainsSubstring("Restart=always"));
  CHECK_FALSE(shelf.catalogue.want("w@a"));
  std::filesystem::remove_all(shelf.folder.path("services/w@a.yaml.d"));
  CHECK(shelf.refresh(true));  // the template's unit takes over
  CHECK_FALSE(shelf.has("w@a.service"));
  CHECK(shelf.catalogue.find("w@a") != nullptr);
}

TEST_CASE("an instance that loses what it had of its own keeps the timer that its template gives it", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", job);
  shelf.folder.write("services/w@a.yaml.d/a.yaml", "Container: {Environment: {A: 1}}");
  shelf.folder.write("services/w@b.yaml", "{Container: {Image: img}, Schedule: {OnCalendar: daily}}");
  CHECK(shelf.refresh());
  CHECK(shelf.has("w@a.timer"));
  CHECK(shelf.has("w@b.timer"));
  std::filesystem::remove_all(shelf.folder.path("services/w@a.yaml.d"));
  std::filesystem::remove(shelf.folder.path("services/w@b.yaml"));
  CHECK(shelf.refresh());
  CHECK_FALSE(shelf.has("w@a.timer"));
  CHECK_FALSE(shelf.has("w@b.timer"));
  CHECK(shelf.catalogue.take_removed_timers().empty());
}

TEST_CASE("a descriptor that has lost its text is wrong, and its unit stays", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", job);
  shelf.folder.write("services/web.yaml", "{Container: {Image: img}}");
  CHECK(shelf.refresh());
  shelf.folder.write("services/web.yaml", "");
  shelf.folder.write("services/w@.yaml", "");
  CHECK_FALSE(shelf.refresh());
  CHECK(shelf.has("web.service"));
  CHECK(shelf.has("w@.timer"));
  CHECK_THAT(shelf.catalogue.find("web")->trouble(), ContainsSubstring("the descriptor is empty"));
}

TEST_CASE("the unit of a template stays as long as one of its instances runs", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", job);
  CHECK(shelf.refresh());
  CHECK_THAT(shelf.unit("w@.timer"), ContainsSubstring("\nUnit=w@%i.service\n"));
  CHECK_THAT(shelf.unit("w@.service"), ContainsSubstring("\nAlso=w@%i.timer\n"));
  CHECK(shelf.catalogue.want("w@a"));
  std::filesystem::remove(shelf.folder.path("services/w@.yaml"));
  CHECK(shelf.refresh(true));
  CHECK_FALSE(shelf.has("w@.timer"));
  CHECK(shelf.catalogue.take_removed_timers() == Timers{"w@a.timer"});
  CHECK(shelf.has("w@.service"));
  CHECK(shelf.catalogue.find("w@a") == nullptr);
  CHECK(shelf.refresh());
  CHECK_FALSE(shelf.has("w@.service"));
}

TEST_CASE("of two services whose containers would have one name, the second says so", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/w@.yaml", "{Container: {Image: img}}");
  shelf.folder.write("services/w-a.yaml", "{Container: {Image: img}}");
  shelf.refresh();
  shelf.catalogue.want("w@a");
  CHECK(shelf.trouble("w-a").empty());
  CHECK_THAT(shelf.trouble("w@a"), ContainsSubstring("w@.yaml: the container's name would be w-a, as that of the "
                                                     "service w-a: give it a ContainerName"));
  shelf.catalogue.want("w@b");
  CHECK(shelf.trouble("w@b").empty());
  // Read anew with texts that have not changed: once more the same, and nothing when the other is gone.
  shelf.refresh();
  CHECK(shelf.trouble("w@a").find("and 1 more") == std::string::npos);
  CHECK_FALSE(shelf.trouble("w@a").empty());
  std::filesystem::remove(shelf.folder.path("services/w-a.yaml"));
  shelf.refresh();
  CHECK(shelf.trouble("w@a").empty());
}

TEST_CASE("whose container has its service's own name keeps it, whoever else says it", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/museum.yaml", "{Container: {Image: img}}");
  shelf.folder.write("services/alpha.yaml", "{Container: {Image: img, ContainerName: museum}}");
  shelf.refresh();
  CHECK(shelf.trouble("museum").empty());
  CHECK_THAT(shelf.trouble("alpha"), ContainsSubstring("alpha.yaml: the container's name would be museum, as that of "
                                                       "the service museum: give it another ContainerName"));
}

TEST_CASE("a descriptor is read anew when its text or that of a drop-in changes", "[supervise]") {
  Templates shelf;
  auto description = [&] { return shelf.catalogue.find("web")->reading.spec.description; };
  shelf.folder.write("services/web.yaml", "{Container: {Image: img}}");
  shelf.refresh();
  CHECK(description() == "web (container)");
  shelf.folder.write("services/web.yaml", "{Container: {Image: img}, Unit: {Description: a}}");
  shelf.refresh();
  CHECK(description() == "a");
  shelf.folder.write("services/web.yaml.d/b.yaml", "{Unit: {Description: b}}");
  shelf.refresh();
  CHECK(description() == "b");
  shelf.folder.write("services/web.yaml.d/b.yaml", "{Unit: {Description: c}}");
  shelf.refresh();
  CHECK(description() == "c");
}

TEST_CASE("of two services with one Compose project, the one that is called otherwise says so", "[supervise]") {
  Templates shelf;
  shelf.folder.write("services/a.yaml", "{Compose: {File: compose.yml, Project: shop}}");
  shelf.folder.write("services/shop.yaml", "{Compose: {File: compose.yml}}");
  shelf.refresh();
  CHECK(shelf.catalogue.find("shop")->trouble().empty());
  CHECK_THAT(shelf.catalogue.find("a")->trouble(),
             ContainsSubstring("the project shop is that of the service shop: give it another Project"));
}

TEST_CASE("a drop-in counts at the next start", "[supervise]") {
  Templates shelf;
  shelf.put("{Container: {Image: img}}");
  shelf.folder.write("services/job.yaml.d/a.yaml", "{Container: {HostName: x}}");
  REQUIRE(shelf.catalogue.reread("job") != nullptr);
  CHECK(shelf.catalogue.find("job")->reading.spec.container.host_name == "x");
  std::filesystem::remove(shelf.folder.path("services/job.yaml"));
  CHECK(shelf.catalogue.reread("job") == nullptr);
}
