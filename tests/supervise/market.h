// A workshop for a Compose project: a scripted program in the place of docker compose, and containers as the engine
// shows them.
#pragma once

#include <sys/stat.h>

#include "base/file.h"
#include "supervise/project.h"
#include "supervise/workshop.h"

namespace berth::test {

struct Market : Workshop {
  explicit Market(const Executor& executor) : Workshop(executor) {
    // All options before the order have a value. What an order does besides is in a script of its name.
    folder.write("docker-compose",
                 "#!/bin/sh\nhere=$(dirname \"$0\")\necho \"$*\" >>\"$here/lines\"\n"
                 "while [ \"${1#--}\" != \"$1\" ]; do shift 2; done\necho \"$*\" >>\"$here/calls\"\n"
                 "if [ -e \"$here/$1.sh\" ]; then . \"$here/$1.sh\"; fi\n");
    ::chmod(folder.path("docker-compose").c_str(), 0755);
    shared.compose_places = {folder.path("docker-compose")};
    folder.write("root/shop/compose.yml", "services: {}\n");
  }

  void describe_project(const std::string& keys = "") {
    describe("shop", fmt::format("{{Compose: {{File: compose.yml{}}}, Log: {{Journal: no}}}}", keys));
  }
  // What the program does with an order, in shell.
  void on_order(const std::string& order, const std::string& script) { folder.write(order + ".sh", script); }
  std::string calls() const { return written("calls"); }  // without the options before them
  std::string written(const std::string& name) const {
    auto text = file::read(folder.path(name), 1 << 20);
    return text ? *text : "";
  }

  // "web running", with more of its state and its restart policy.
  void show(const std::vector<std::string>& containers) {
    std::string list;
    for (const auto& one : containers) list += (list.empty() ? "" : ",") + one;
    docker.on("GET /containers/json").reply(200, "[" + list + "]");
  }
  static std::string listed(const std::string& part, const std::string& state = "running", bool oneoff = false) {
    return fmt::format(
        R"({{"Id":"{0}-id","Names":["/shop-{0}-1"],"Image":"img","ImageID":"sha256:aa","State":"{1}","Labels":{2}}})",
        part, state, labels(part, oneoff));
  }
  static std::string labels(const std::string& part, bool oneoff = false) {
    return fmt::format(R"({{"com.docker.compose.project":"shop","com.docker.compose.service":"{}",)"
                       R"("com.docker.compose.container-number":"1","com.docker.compose.oneoff":"{}"}})",
                       part, oneoff ? "True" : "False");
  }
  void has(const std::string& part, const std::string& state, const std::string& policy = "no") {
    docker.on(fmt::format("GET /containers/{}-id/json", part))
        .reply(200, fmt::format(R"({{"Id":"{0}-id","Name":"/shop-{0}-1","Image":"sha256:aa","Config":{{"Image":"img",)"
                                R"("Labels":{1}}},"HostConfig":{{"RestartPolicy":{{"Name":"{2}"}}}},"State":{3}}})",
                                part, labels(part), policy, state));
  }
};

inline const std::string made = R"({"Status":"created","Running":false,"Pid":0,"ExitCode":0})";
inline std::string with_health(const std::string& health) {
  return fmt::format(R"({{"Status":"running","Running":true,"Pid":42,"ExitCode":0,"Health":{{"Status":"{}"}}}})",
                     health);
}

}  // namespace berth::test
