// What systemd's [Service] can say about a program that it runs itself: all that acts on the process.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/unit_words.h"

namespace berth::config {

// Those of a container's service, and those that would act on its holder instead.
const std::vector<UnitWord>& words_of_process_service();

// Why a key of systemd's [Service] is not for a descriptor with a Process; empty if it is, or is no such key.
std::string advice_for_process_key(std::string_view key);

}  // namespace berth::config
