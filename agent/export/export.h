// A descriptor into what runs without Berth: a Quadlet, a Compose file, a unit around `docker run`. Our own import
// makes the same descriptor of it again; what can't be carried is a comment with its reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/roots.h"
#include "export/run_option.h"

namespace berth::exporting {

enum class Form { quadlet, compose, unit };

std::optional<Form> form_of(std::string_view word);

struct Exported {
  std::string file_name;  // "museum.service"
  std::string text;
  bool has_secrets = false;  // values of an environment: nobody else may read it
  int not_carried = 0;
};

// Where the export is made, so that this room does not look at the host by itself.
struct Surroundings {
  config::Roots roots;
  FileTest exists;
};

// The files of these services, none of them a template. A Compose file has all of them.
std::vector<Exported> export_services(const std::vector<service::Spec>& specs, Form form, const Surroundings& around);

}  // namespace berth::exporting
