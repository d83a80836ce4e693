#include "import/engine_settings.h"

#include <algorithm>
#include <array>

namespace berth::importing {

namespace {

constexpr std::string_view one_engine = "Berth has one engine, and settings of its own";

struct Setting {
  std::string_view variable;
  std::array<std::string_view, 2> options;
};

constexpr std::array settings = std::to_array<Setting>({
    {"DOCKER_HOST", {"--host", "-H"}},
    {"DOCKER_CONTEXT", {"--context", "-c"}},
    {"DOCKER_CONFIG", {"--config", ""}},
    {"DOCKER_TLS", {"--tls", ""}},
    {"DOCKER_TLS_VERIFY", {"--tlsverify", ""}},
    {"DOCKER_CERT_PATH", {"--tlscert", ""}},
    {"DOCKER_API_VERSION", {"", ""}},
    {"DOCKER_CONTENT_TRUST", {"", ""}},
});

// Where the engine is when nobody says.
bool is_usual(std::string_view variable, std::string_view value) {
  if (variable == "DOCKER_HOST") return value == "unix:///var/run/docker.sock" || value == "unix:///run/docker.sock";
  if (variable == "DOCKER_CONTEXT") return value == "default";
  return value.empty() || (variable == "DOCKER_CONTENT_TRUST" && value == "0");
}

class EngineSettings {
 public:
  EngineSettings(const std::string& section, const FileReader& read_file, Draft& draft)
      : section_(section), read_file_(read_file), draft_(draft) {}
  void carry_option(std::string_view option);
  void carry(std::string_view variable, const std::string& value, const std::string& origin);

 private:
  const std::string& section_;
  const FileReader& read_file_;
  Draft& draft_;
};

// Docker asks no other file than that for credentials, but it need not be there.
void EngineSettings::carry(std::string_view variable, const std::string& value, const std::string& origin) {
  if (is_usual(variable, value)) return;
  auto file = value + "/config.json";
  bool has_file = section_ == "Container" && variable == "DOCKER_CONFIG" && value.starts_with('/') && read_file_(file);
  if (has_file) return draft_.set(section_, "AuthFile", file, origin);
  draft_.leave_out(section_, origin, one_engine);
}

void EngineSettings::carry_option(std::string_view option) {
  auto end = std::min(option.find_first_of("= "), option.size());
  auto name = option.substr(0, end);
  auto value = std::string(option.substr(std::min(end + 1, option.size())));
  bool is_quiet = name == "-l" || name == "--log-level" || name == "-D" || name == "--debug";
  if (is_quiet) return;
  auto origin = fmt::format("docker {}", option);
  auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& one) {
    return std::find(one.options.begin(), one.options.end(), name) != one.options.end();
  });
  if (found == settings.end() || value.empty()) return draft_.leave_out(section_, origin, one_engine);
  carry(found->variable, value, origin);
}

}  // namespace

void carry_engine_settings(const std::string& section, const DockerCall& call, const Variables& variables,
                           const FileReader& read_file, Draft& draft) {
  EngineSettings all(section, read_file, draft);
  for (const auto& [variable, options] : settings)
    if (auto found = variables.values.find(std::string(variable)); found != variables.values.end())
      all.carry(variable, found->second, fmt::format("{}={}", variable, found->second));
  for (const auto& option : call.global) all.carry_option(option);
  auto platform = variables.values.find("DOCKER_DEFAULT_PLATFORM");
  if (platform == variables.values.end() || platform->second.empty()) return;
  auto origin = "DOCKER_DEFAULT_PLATFORM=" + platform->second;
  if (section != "Container") return draft.leave_out(section, origin, "say it in the compose file");
  if (draft.find(section, "Platform") == nullptr) draft.set(section, "Platform", platform->second, origin);
}

}  // namespace berth::importing
