#include "logs/checkpoint.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/log.h"

namespace berth::logs {

namespace {

constexpr std::size_t page_size = 4096;
constexpr std::size_t most_inline = 1700;
// Room behind the page for the state of a slot that holds an unusually long unfinished line.
constexpr off_t overflow_size = 4 * 1024 * 1024;
constexpr std::uint64_t magic = 0x31706c6874726562;  // "berthlp1"
constexpr int count_bits = 24;

off_t overflow_of(std::uint64_t sequence) {
  return static_cast<off_t>(page_size) + static_cast<off_t>(sequence & 1) * overflow_size;
}

}  // namespace

struct Checkpoint::Slot {
  Batch batch;
  std::uint64_t is_done;
  std::uint64_t state_size;
  char state[most_inline];
};

// Mapped and allocated: a store is in the file as soon as it is made, and cannot fail.
struct Checkpoint::Page {
  std::uint64_t magic;
  std::atomic<std::uint64_t> sequence;   // of the newest batch; the last bit says which slot
  std::atomic<std::uint64_t> journaled;  // the sequence of a batch, and a count
  Slot slots[2];
};

Checkpoint::Checkpoint(const std::string& path) {
  static_assert(sizeof(Page) <= page_size);
  if (open(path)) return;
  trouble_ = from_errno(errno, path).text;
  fd_.reset();
  auto* memory = ::mmap(nullptr, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  page_ = static_cast<Page*>(memory);
  page_->slots[0].is_done = 1;
}

bool Checkpoint::open(const std::string& path) {
  fd_.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
  struct stat status {};
  if (!fd_ || ::fstat(fd_.get(), &status) < 0) return false;
  if (status.st_size < static_cast<off_t>(page_size)) {
    errno = ::posix_fallocate(fd_.get(), 0, page_size);
    if (errno != 0) return false;
  }
  auto* memory = ::mmap(nullptr, page_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd_.get(), 0);
  if (memory == MAP_FAILED) return false;
  page_ = static_cast<Page*>(memory);
  was_there_ = page_->magic == magic;
  if (was_there_) return true;
  std::memset(memory, 0, page_size);
  page_->slots[0].is_done = 1;
  page_->magic = magic;
  return true;
}

Checkpoint::~Checkpoint() {
  if (page_ != nullptr) ::munmap(page_, page_size);
}

Checkpoint::Slot& Checkpoint::slot() const {
  return page_->slots[page_->sequence.load() & 1];
}

bool Checkpoint::is_new() const {
  return page_->sequence.load() == 0;
}

const Checkpoint::Batch& Checkpoint::batch() const {
  return slot().batch;
}

bool Checkpoint::is_done() const {
  return slot().is_done != 0;
}

std::string Checkpoint::state() const {
  return state_of(page_->sequence.load());
}

std::string Checkpoint::state_before() const {
  return state_of(page_->sequence.load() - 1);
}

std::string Checkpoint::state_of(std::uint64_t sequence) const {
  const auto& from = page_->slots[sequence & 1];
  if (from.state_size <= most_inline) return {from.state, from.state_size};
  std::string state(std::min<std::size_t>(from.state_size, overflow_size), '\0');
  auto got = fd_ ? ::pread(fd_.get(), state.data(), state.size(), overflow_of(sequence)) : -1;
  if (got != static_cast<ssize_t>(state.size())) state.clear();
  return state;
}

void Checkpoint::begin(const Batch& batch, std::string_view state) {
  auto sequence = page_->sequence.load() + 1;
  auto& into = page_->slots[sequence & 1];
  into.batch = batch;
  into.is_done = 0;
  into.state_size = state.size();
  if (state.size() <= most_inline) {
    std::memcpy(into.state, state.data(), state.size());
  } else {
    auto put = fd_ ? ::pwrite(fd_.get(), state.data(), state.size(), overflow_of(sequence)) : -1;
    if (put != static_cast<ssize_t>(state.size())) {
      if (fd_ && trouble_.empty()) log::warning("keep the place in an output: {}", std::strerror(errno));
      into.state_size = 0;  // only a kill at this moment would miss it
    }
  }
  page_->sequence.store(sequence);
}

void Checkpoint::done() {
  std::atomic_signal_fence(std::memory_order_seq_cst);
  slot().is_done = 1;
  // What was known before is of no more use. A line of the greatest length comes seldom: its room is given back.
  auto before = page_->sequence.load() + 1;
  auto& other = page_->slots[before & 1];
  if (other.state_size <= most_inline || !fd_) return;
  ::fallocate(fd_.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, overflow_of(before), overflow_size);
  other.state_size = 0;
}

void Checkpoint::undo() {
  page_->sequence.store(page_->sequence.load() - 1);
}

// A batch under way is the next one, too: its lines are being sent, or will be again.
std::uint64_t Checkpoint::journal_sequence() const {
  return page_->sequence.load() + (is_done() ? 1 : 0);
}

std::uint64_t Checkpoint::journaled() const {
  auto counted = page_->journaled.load();
  constexpr std::uint64_t mask = (1U << count_bits) - 1;
  return counted >> count_bits == journal_sequence() ? counted & mask : 0;
}

void Checkpoint::count_journaled() {
  page_->journaled.store(journal_sequence() << count_bits | (journaled() + 1));
}

void Checkpoint::remove(const std::string& path) {
  ::unlink(path.c_str());
}

}  // namespace berth::logs
