#include "import/inspect.h"

#include <algorithm>
#include <boost/json/parse.hpp>

#include "base/text.h"
#include "import/asked.h"
#include "import/inspect_devices.h"
#include "import/inspect_host.h"
#include "import/inspect_mounts.h"
#include "import/inspect_network.h"
#include "import/inspect_rest.h"
#include "import/json_value.h"
#include "import/run_keys.h"

namespace berth::importing {

namespace {

namespace json = boost::json;

const std::string container = "Container";

// One container, seen beside its image and the others: `image_` is its Config, or nothing.
class Seen {
 public:
  Seen(const json::value& whole, const json::value* image, const json::array& all)
      : whole_(whole), image_(image), all_(all) {}
  Draft draft();

 private:
  bool is_of_image(std::string_view key) const;
  void take_environment();
  void take_labels();
  void take_words(Draft& draft, std::string_view key, std::string_view ours);
  void take_commands(Draft& draft);
  void take_host_name();
  void take_health(Draft& draft);
  void take_process(Draft& draft);

  const json::value& whole_;
  const json::value* image_;
  const json::array& all_;
  const json::value& config_ = at(whole_, "Config");
  DockerRun run_;
};

// Whether the image says the same, so that nothing needs to be said.
bool Seen::is_of_image(std::string_view key) const {
  return image_ != nullptr && at(*image_, key) == at(config_, key);
}

void Seen::take_environment() {
  auto of_image = image_ == nullptr ? std::vector<std::string>{} : texts(at(*image_, "Env"));
  for (const auto& one : texts(at(config_, "Env"))) {
    bool is_same = std::find(of_image.begin(), of_image.end(), one) != of_image.end();
    if (!is_same) ask(run_, "env", escaped_percent(one));
  }
}

void Seen::take_labels() {
  const auto* labels = at(config_, "Labels").if_object();
  if (labels == nullptr) return;
  for (const auto& [key, value] : *labels) {
    bool is_of_compose = key.starts_with("com.docker.compose.") || key.starts_with("org.berth.");
    bool is_same = image_ != nullptr && at(at(*image_, "Labels"), key) == value;
    if (!is_of_compose && !is_same)
      ask(run_, "label", escaped_percent(fmt::format("{}={}", std::string_view(key), text_of(value))));
  }
}

void Seen::take_words(Draft& draft, std::string_view key, std::string_view ours) {
  auto words = texts(at(config_, key));
  for (auto& word : words) word = escaped_percent(word);
  draft.set_words(container, ours, words);
}

// The engine takes the image's arguments with the image's own entry point alone.
void Seen::take_commands(Draft& draft) {
  auto entry = texts(at(config_, "Entrypoint")), arguments = texts(at(config_, "Cmd"));
  if (image_ == nullptr) {
    if (!entry.empty()) take_words(draft, "Entrypoint", "Entrypoint");
    if (!arguments.empty()) take_words(draft, "Cmd", "Exec");
    return;
  }
  auto of_image = texts(at(*image_, "Cmd"));
  bool has_own_entry = entry != texts(at(*image_, "Entrypoint")) || (arguments.empty() && !of_image.empty());
  if (has_own_entry) take_words(draft, "Entrypoint", "Entrypoint");
  if (!arguments.empty() && (has_own_entry || arguments != of_image)) take_words(draft, "Cmd", "Exec");
}

// What the container shares with the host or another container, it has no name of its own for.
void Seen::take_host_name() {
  const auto& host = at(whole_, "HostConfig");
  auto name = text_of(at(config_, "Hostname")), network = text_of(at(host, "NetworkMode"));
  bool is_shared = network == "host" || network.starts_with("container:") || text_of(at(host, "UTSMode")) == "host";
  bool is_made_up = text_of(at(whole_, "Id")).starts_with(name);
  if (!name.empty() && !is_shared && !is_made_up) ask(run_, "hostname", escaped_percent(name));
}

void Seen::take_health(Draft& draft) {
  const auto& health = at(config_, "Healthcheck");
  if (health.is_null() || is_of_image("Healthcheck")) return;
  auto test = texts(at(health, "Test"));
  for (auto& word : test) word = escaped_percent(word);
  if (!test.empty() && test.front() == "NONE") return ask(run_, "no-healthcheck", "true");
  if (test.size() > 1 && test.front() == "CMD-SHELL")
    draft.set(container, "HealthCmd", test[1]);
  else if (!test.empty())
    draft.set_words(container, "HealthCmd", test);
  for (auto [key, option] :
       {std::pair("Interval", "health-interval"), std::pair("Timeout", "health-timeout"),
        std::pair("StartPeriod", "health-start-period"), std::pair("StartInterval", "health-start-interval")})
    if (auto span = number_of(at(health, key)); span != 0) ask(run_, option, span_of_nanoseconds(span));
  if (auto retries = number_of(at(health, "Retries")); retries != 0)
    ask(run_, "health-retries", std::to_string(retries));
}

void Seen::take_process(Draft& draft) {
  for (auto [key, option] : {std::pair("User", "user"), std::pair("WorkingDir", "workdir"),
                             std::pair("StopSignal", "stop-signal"), std::pair("Domainname", "domainname")})
    if (auto text = text_of(at(config_, key)); !text.empty() && !is_of_image(key))
      ask(run_, option, escaped_percent(text));
  take_host_name();
  if (const auto& seconds = at(config_, "StopTimeout"); seconds.is_number())
    ask(run_, "stop-timeout", std::to_string(number_of(seconds)));
  if (at(config_, "Tty") == true) ask(run_, "tty", "true");
  if (at(config_, "OpenStdin") == true) ask(run_, "interactive", "true");
  take_commands(draft);
}

Draft Seen::draft() {
  Draft draft;
  draft.name = text_of(at(whole_, "Name"));
  if (draft.name.starts_with('/')) draft.name.erase(0, 1);
  draft.source = fmt::format("the container {}", draft.name);
  run_.image = escaped_percent(text_of(at(config_, "Image")));
  take_environment();
  take_labels();
  ask_for_mounts(whole_, image_, run_, draft);
  ask_for_host(at(whole_, "HostConfig"), run_, draft);
  ask_for_devices(at(whole_, "HostConfig"), run_, draft);
  ask_for_network(whole_, image_, all_, run_, draft);
  draft.set(container, "Image", run_.image);
  take_process(draft);
  take_health(draft);
  carry_run(run_, {}, draft);
  leave_out_unread(whole_, draft);
  draft.set(container, "Pull", "missing");  // as a restart of the container would have it
  if (image_ == nullptr)
    draft.remark(container, "what the image says itself is here, too: docker inspect CONTAINER IMAGE leaves it out");
  return draft;
}

const json::value* config_of_image(const json::array& all, const json::value& id) {
  for (const auto& one : all)
    if (at(one, "HostConfig").is_null() && !id.is_null() && at(one, "Id") == id) return &at(one, "Config");
  return nullptr;
}

}  // namespace

Result<std::vector<Draft>> read_inspect(std::string_view text) {
  json::error_code error;
  auto parsed = json::parse({text.data(), text.size()}, error);
  if (error) return Error{ErrorKind::invalid, "this is no JSON as docker inspect prints it"};
  json::array all = parsed.is_array() ? parsed.as_array() : json::array{parsed};
  std::vector<Draft> drafts;
  for (const auto& one : all)
    if (at(one, "HostConfig").is_object() && at(one, "Config").is_object())
      drafts.push_back(Seen(one, config_of_image(all, at(one, "Image")), all).draft());
  if (drafts.empty())
    return Error{ErrorKind::invalid, "there is no container in it: use docker inspect CONTAINER IMAGE"};
  return drafts;
}

}  // namespace berth::importing
