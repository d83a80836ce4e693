// What every kind of service shows of its descriptor and of its last run, told in one way.
#pragma once

#include <string>

#include "supervise/catalogue.h"
#include "supervise/ledger.h"
#include "supervise/status.h"

namespace berth::supervise {

// `entry`: null when the descriptor is gone; what it said last stays then, as it does while it is wrong.
void show_descriptor(Status& status, const std::string& service, const Catalogue::Entry* entry);

// Of a service with a timer; nothing is shown of any other, whose record is not read for it, or before the first run.
void show_last_run(Status& status, const std::string& service, Ledger& ledger);

}  // namespace berth::supervise
