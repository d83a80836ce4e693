// cron's five fields, as in "30 4 * * mon-fri", in the words of systemd: one calendar expression, or two where cron's
// day of the month or day of the week may fit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace berth::config {

// Which day 0 is in cron's last field. Everybody says Sunday, but for some.
enum class CronWeekStart { sunday, monday };

Result<std::vector<std::string>> cron_to_calendar(std::string_view text, CronWeekStart week_start);

}  // namespace berth::config
