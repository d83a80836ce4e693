#include "import/quadlet_units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace berth::importing {

namespace {

struct Kind {
  std::string_view ending;   // "data.volume" is ...
  std::string_view service;  // ... data-volume.service to systemd
  std::string_view why;      // nobody waits for it
  bool is_lost = true;
};

constexpr std::array<Kind, 6> kinds = {
    {{".network", "-network.service", "Berth makes the networks of a service before it starts", false},
     {".volume", "-volume.service", "Berth makes the volumes of a service before it starts", false},
     {".image", "-image.service", "Berth pulls the image of a service before it starts", false},
     {".build", "-build.service", "Berth builds no images", true},
     {".pod", "-pod.service", "Docker has no pods", true},
     {".kube", ".service", "Docker knows nothing of Kubernetes", true}}};

bool is_dependency(const Assignment& one) {
  constexpr std::array<std::string_view, 9> keys = {"After",   "Before",   "BindsTo",   "Conflicts", "PartOf",
                                                    "Upholds", "Requires", "Requisite", "Wants"};
  return one.section == "Unit" && std::find(keys.begin(), keys.end(), one.key) != keys.end();
}

class Names {
 public:
  Names(const Neighbour& neighbour, Draft& draft) : neighbour_(neighbour), draft_(draft) {}
  void replace(Assignment& one);

 private:
  const Kind* kind_of(const std::string& word) const;

  const Neighbour& neighbour_;
  Draft& draft_;
};

// By its file's name, or by that of the service which Podman makes of a file that is there.
const Kind* Names::kind_of(const std::string& word) const {
  for (const auto& kind : kinds) {
    if (word.ends_with(kind.ending)) return &kind;
    if (!word.ends_with(kind.service)) continue;
    auto stem = word.substr(0, word.size() - kind.service.size());
    if (neighbour_(fmt::format("{}{}", stem, kind.ending))) return &kind;
  }
  return nullptr;
}

void Names::replace(Assignment& one) {
  std::vector<std::string> kept;
  for (auto part : text::split(one.value, ' ')) {
    std::string word(part);
    if (word.empty()) continue;
    const auto* kind = kind_of(word);
    auto said = fmt::format("{}={}", one.key, word);
    if (kind == nullptr)
      kept.push_back(word.ends_with(".container") ? word.substr(0, word.rfind('.')) + ".service" : word);
    else if (kind->is_lost)
      draft_.leave_out("Unit", said, kind->why);
    else
      draft_.remark("Unit", fmt::format("{} is not needed: {}", said, kind->why));
  }
  one.value = text::join(kept, " ");
}

}  // namespace

UnitFile with_services(UnitFile quadlet, const Neighbour& neighbour, Draft& draft) {
  Names names(neighbour, draft);
  for (auto& one : quadlet.assignments)
    if (is_dependency(one) && !one.value.empty()) names.replace(one);
  std::erase_if(quadlet.assignments, [&](const auto& one) { return is_dependency(one) && one.value.empty(); });
  return quadlet;
}

}  // namespace berth::importing
