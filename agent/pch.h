// The vocabulary that every file speaks, precompiled: nothing else belongs here (a large one is slower than none).
#pragma once

#include <fmt/format.h>

#include <boost/asio/awaitable.hpp>
#include <boost/system/result.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>
