#include "config/security_keys.h"

#include <algorithm>

#include "base/closest.h"
#include "base/text.h"
#include "config/kernel_names.h"
#include "config/paths.h"

namespace berth::config {

namespace {

constexpr const char* no_new_privileges = "no-new-privileges";
const std::vector<std::string> option_names = {"apparmor", "label", no_new_privileges, "seccomp", "systempaths"};

void read_capabilities(const Field& field, std::vector<std::string>& capabilities) {
  for (const auto& said : field.list()) {
    if (auto name = capability_name(said.text))
      capabilities.push_back(*name);
    else
      field.complain(said.place, name.error().text, closest(said.text, capability_names()).value_or(""));
  }
}

class Options {
 public:
  Options(const Field& field, std::string_view service_name, const Roots& roots, service::Container& container)
      : field_(field), service_name_(service_name), roots_(roots), container_(container) {}

  // Docker has = and, from before it, the colon.
  void read(const Said& said) {
    auto mark = said.text.find('=');
    if (mark == std::string::npos) mark = said.text.find(':');
    auto name = said.text.substr(0, mark);
    auto value = mark == std::string::npos ? std::string() : said.text.substr(mark + 1);
    if (std::find(option_names.begin(), option_names.end(), name) == option_names.end())
      return field_.complain(
          said.place, fmt::format("\"{}\" is none of {}", text::printable(name, 40), text::join(option_names, ", ")),
          closest(name, option_names).value_or(""));
    if (name == no_new_privileges) return read_privileges(said, value);
    if (value.empty()) return field_.complain(said.place, fmt::format("{} has no value: write {}=VALUE", name, name));
    if (name == "systempaths" && value != "unconfined")
      return field_.complain(said.place, "systempaths can only be unconfined");
    if (name == "seccomp" && value != "unconfined" && value != "builtin") return read_seccomp(said, value);
    add(fmt::format("{}={}", name, value));
  }

  void add(const std::string& option) {
    auto& all = container_.security_options;
    if (std::find(all.begin(), all.end(), option) == all.end()) all.push_back(option);
  }

 private:
  void read_privileges(const Said& said, const std::string& value) {
    if (value.empty() || value == "true") return add(no_new_privileges);
    if (value != "false")
      field_.complain(said.place, fmt::format("{} is true or false, or stands alone", no_new_privileges));
  }

  void read_seccomp(const Said& said, const std::string& path) {
    if (container_.seccomp) return field_.complain(said.place, "there can be only one seccomp profile");
    auto found = candidates(path, service_name_, roots_);
    if (!found) return field_.complain(said.place, found.error().text);
    container_.seccomp = service::SeccompProfile{*found, "", said.place};
  }

  const Field& field_;
  std::string_view service_name_;
  const Roots& roots_;
  service::Container& container_;
};

}  // namespace

void read_security(Section& section, std::string_view service_name, const Roots& roots, service::Container& container) {
  read_capabilities(section.take("AddCapability"), container.add_capabilities);
  read_capabilities(section.take("DropCapability"), container.drop_capabilities);
  container.read_only = section.take("ReadOnly").flag().value_or(false);
  container.privileged = section.take("Privileged").flag().value_or(false);
  auto field = section.take("SecurityOpt");
  Options options(field, service_name, roots, container);
  for (const auto& said : field.list()) options.read(said);
  if (section.take("NoNewPrivileges").flag().value_or(false)) options.add(no_new_privileges);
  // Quadlet's own keys for them.
  if (section.take("SecurityLabelDisable").flag().value_or(false)) options.add("label=disable");
  for (auto [key, option] :
       {std::pair("SeccompProfile", "seccomp="), std::pair("AppArmor", "apparmor="),
        std::pair("SecurityLabelType", "label=type:"), std::pair("SecurityLabelLevel", "label=level:"),
        std::pair("SecurityLabelFileType", "label=filetype:")}) {
    auto quadlets = section.take(key);
    if (auto said = quadlets.text())
      Options(quadlets, service_name, roots, container).read({option + *said, quadlets.place()});
  }
}

}  // namespace berth::config
