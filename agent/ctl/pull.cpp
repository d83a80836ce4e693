// pull: images for the next restart, while what runs goes on.
#include "ctl/pull.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <deque>

#include "ctl/commands.h"
#include "ctl/progress.h"
#include "ctl/show.h"

namespace berth::ctl {

namespace {

struct Pull {
  std::string service;
  bool is_over = false;
  std::string digest;
  std::string error;  // empty if all is well
};

int on_reply(sd_bus_message* message, void* userdata, sd_bus_error*) {
  auto* pull = static_cast<Pull*>(userdata);
  pull->is_over = true;
  const char* digest = "";
  if (sd_bus_message_is_method_error(message, nullptr) > 0)
    pull->error = from_bus_error(*sd_bus_message_get_error(message)).text;
  else if (sd_bus_message_read(message, "s", &digest) >= 0)
    pull->digest = digest;
  return 1;
}

// However long it takes: berthd itself gives up on a pull that gets no bytes.
Result<void> begin(Client& client, Pull& pull) {
  auto request = new_images_call(client.bus(), "Pull", {pull.service});
  if (!request) return request.error();
  int r = sd_bus_call_async(client.bus(), nullptr, request->get(), on_reply, &pull, UINT64_MAX);
  if (r < 0) return bus::from_return(r, "ask berthd for a pull");
  return {};
}

boost::json::object as_object(const Pull& pull) {
  boost::json::object object{{"service", pull.service}, {"result", pull.error.empty() ? "done" : "failed"}};
  if (pull.error.empty()) object["digest"] = pull.digest;
  if (!pull.error.empty()) object["text"] = pull.error;
  return object;
}

}  // namespace

std::string pulled_text(const std::string& service, const std::string& digest, const Properties& properties) {
  if (!text_of(properties, "Project").empty()) {
    bool runs = text_of(properties, "ActiveState") == "active";
    return fmt::format("{}: its images; {}", service,
                       runs ? fmt::format("berthctl restart {} takes them", service) : "the next start takes them");
  }
  bool is_bad = !digest.empty() && has_word(text_of(properties, "Quarantine"), digest);
  bool is_running = text_of(properties, "ActiveState") == "active" && text_of(properties, "Digest") == digest;
  std::string then = "the next start takes it";
  if (is_running)
    then = "it runs already";
  else if (is_bad)
    then = fmt::format("it is in quarantine, and not started: berthctl history {}", service);
  else if (text_of(properties, "ActiveState") == "active")
    then = fmt::format("berthctl restart {} takes it", service);
  return fmt::format("{}: {}; {}", service, short_digest(digest), then);
}

int pull(const std::vector<std::string>& names, bool as_json) {
  auto client = Client::connect();
  if (!client) return complain(client.error().text);
  std::deque<Pull> pulls;
  for (const auto& name : names) pulls.push_back({name, false, "", ""});
  {
    Progress progress("PullStatus", names);
    if (auto following = progress.follow(*client); !following) return complain(following.error().text);
    for (auto& one : pulls)
      if (auto begun = begin(*client, one); !begun) return complain(begun.error().text);
    auto all_over = [&] { return std::all_of(pulls.begin(), pulls.end(), [](const Pull& p) { return p.is_over; }); };
    if (auto waited = client->wait_until(all_over); !waited) return complain(waited.error().text);
  }
  int result = ok;
  boost::json::array all;
  for (const auto& one : pulls) {
    all.push_back(as_object(one));
    if (!one.error.empty()) result = failed;
    if (as_json) continue;
    auto properties = client->service(one.service);
    if (!one.error.empty())
      complain(fmt::format("pull {}: {}", one.service, one.error));
    else if (properties)
      std::fputs((pulled_text(one.service, one.digest, *properties) + "\n").c_str(), stdout);
  }
  if (as_json) std::fputs((boost::json::serialize(all) + "\n").c_str(), stdout);
  return result;
}

}  // namespace berth::ctl
