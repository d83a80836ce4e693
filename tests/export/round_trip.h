// A Spec out to another form and back through our own import; and what is known to differ then, each with its reason.
#pragma once

#include <string>
#include <vector>

#include "export/export.h"
#include "import/import.h"

namespace berth::test {

// A Spec as what `form` can say: applied to both sides before they are compared.
service::Spec reduced(service::Spec spec, exporting::Form form);

}  // namespace berth::test
