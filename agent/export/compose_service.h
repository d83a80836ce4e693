// One service of a Compose file.
#pragma once

#include <string>
#include <vector>

#include "export/export.h"
#include "export/notes.h"

namespace berth::exporting {

// `all` are those of the file: what the service needs of them is told, too.
std::string compose_service(const service::Spec& spec, const std::vector<service::Spec>& all,
                            const Surroundings& around, Notes& notes);

}  // namespace berth::exporting
