#include "config/bulk.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <thread>

namespace berth::config {

namespace {

// To begin a thread costs as much as one descriptor.
constexpr std::size_t worth_a_thread = 32;

}  // namespace

std::vector<Reading> read_descriptors(const std::vector<const Loaded*>& all, const Roots& roots,
                                      const HostFacts& facts) {
  std::vector<Reading> readings(all.size());
  std::atomic<std::size_t> next = 0;
  auto read_some = [&] {
    for (auto at = next++; at < all.size(); at = next++) readings[at] = read_descriptor(*all[at], roots, facts);
  };
  auto threads = std::min<std::size_t>(std::thread::hardware_concurrency(), all.size() / worth_a_thread);
  std::vector<std::future<void>> others;
  // Deferred: where no thread can be had, this one does it all.
  for (std::size_t i = 1; i < threads; ++i)
    others.push_back(std::async(std::launch::async | std::launch::deferred, read_some));
  read_some();
  for (auto& other : others) other.get();
  return readings;
}

}  // namespace berth::config
