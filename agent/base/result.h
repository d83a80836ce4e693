// A value or an Error: for every failure that the caller must decide about.
#pragma once

#include <fmt/format.h>

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <stdexcept>

#include "base/error.h"

namespace berth {

template <class T>
using Result = boost::system::result<T, Error>;

// Thrown by Result::value() when nobody looked at the error first: a bug, never a way to report a failure.
class Unexpected : public std::runtime_error {
 public:
  explicit Unexpected(Error e) : std::runtime_error(e.text), error(std::move(e)) {}
  Error error;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

}  // namespace berth
