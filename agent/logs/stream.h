// The two streams of a container's output.
#pragma once

namespace berth::logs {

enum class Stream { out, err };

}  // namespace berth::logs
