#include "process/child.h"

#define BOOST_PROCESS_USE_STD_FS  // else its headers want Boost.Filesystem
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/group.hpp>
#include <boost/process/posix.hpp>
#include <csignal>

namespace berth::process {

namespace {

namespace bp = boost::process;
using boost::asio::posix::stream_descriptor;

constexpr std::size_t longest_input = 4096;  // what a pipe takes at once, whoever reads it

struct Pipe {
  UniqueFd from, to;
};

Result<Pipe> open_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) < 0) return from_errno(errno, "open a pipe");
  Pipe pipe;
  pipe.from.reset(ends[0]);
  pipe.to.reset(ends[1]);
  return pipe;
}

// A pipe that has all the input in it already: nobody has to write while the program runs, or after it is gone.
Result<UniqueFd> filled_pipe(const std::string& input) {
  if (input.size() > longest_input) return Error{ErrorKind::limit, "the input is longer than 4 KiB"};
  auto pipe = open_pipe();
  if (!pipe) return pipe.error();
  if (::write(pipe->to.get(), input.data(), input.size()) < 0) return from_errno(errno, "fill a pipe");
  return std::move(pipe->from);
}

// What happens in the child between fork and exec.
struct BeforeExec : bp::extend::handler {
  template <class Forked>
  void on_exec_setup(Forked&) const {
    ::signal(SIGPIPE, SIG_DFL);                  // Asio ignores it, and that would be handed down
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);  // Asio's sockets are not close-on-exec
  }
  template <class Forked>
  void on_exec_error(Forked&, const std::error_code& error) const {
    ::_exit(error == std::errc::no_such_file_or_directory ? 127 : 126);
  }
};

}  // namespace

// The first process of the group, until it is reaped.
class Child::Leader : public std::enable_shared_from_this<Leader> {
 public:
  Leader(const Executor& executor, bp::child child, bp::group group)
      : child_(std::move(child)), group_(std::move(group)), pidfd_(executor) {
    // Their destructors would kill and then wait, and kill a group whose number may be another's by then.
    child_.detach();
    group_.detach();
    // The child does the same. Whoever is first: from here on, there is a group to kill.
    std::error_code too_late;
    group_.add(child_, too_late);
  }
  Leader(const Leader&) = delete;
  Leader& operator=(const Leader&) = delete;
  ~Leader() { kill(); }  // if the loop has gone before it could hear of the end

  // Boost.Process would learn of an end by SIGCHLD, for the whole process and with races; a pidfd belongs to one child.
  Result<void> watch(std::function<void()> on_end) {
    // Not pidfd_open: to C++, the header of Debian 12's glibc declares another one.
    int fd = static_cast<int>(::syscall(SYS_pidfd_open, child_.id(), 0));
    if (fd < 0) {
      auto why = from_errno(errno, "open a pidfd");
      kill();
      std::error_code gone;
      child_.wait(gone);  // the one wait: nothing else could tell of its end
      has_ended_ = true;
      return why;
    }
    pidfd_.assign(fd);
    on_end_ = std::move(on_end);
    wait();
    return {};
  }

  // It has no owner any more.
  void leave() {
    on_end_ = nullptr;
    kill();
  }

  bool has_ended() const { return has_ended_; }
  int status() const {
    int status = child_.native_exit_code();
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  }

 private:
  void wait() {
    pidfd_.async_wait(stream_descriptor::wait_read, [self = shared_from_this()](boost::system::error_code error) {
      if (error) return;
      // An event that Asio still had for the file that had this number before may have come here.
      pollfd state{self->pidfd_.native_handle(), POLLIN, 0};
      ::poll(&state, 1, 0) == 1 ? self->end() : self->wait();
    });
  }

  void kill() {
    std::error_code nobody_left;
    if (!has_ended_ && group_.valid()) group_.terminate(nobody_left);
  }

  void end() {
    kill();  // before it is reaped: until then the number of its group is nobody else's
    std::error_code gone;
    child_.running(gone);  // waitpid with WNOHANG
    has_ended_ = true;
    if (on_end_) on_end_();
  }

  bp::child child_;
  bp::group group_;
  stream_descriptor pidfd_;
  std::function<void()> on_end_;
  bool has_ended_ = false;
};

Child::Child(std::shared_ptr<Leader> leader, UniqueFd output)
    : leader_(std::move(leader)), output_(std::move(output)) {}
Child::Child(Child&&) noexcept = default;
Child::~Child() {
  if (leader_) leader_->leave();
}

Result<Child> Child::start(const Executor& executor, const Command& command) {
  auto input = filled_pipe(command.input);
  if (!input) return input.error();
  auto output = open_pipe();
  if (!output) return output.error();
  UniqueFd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (!nowhere) return from_errno(errno, "/dev/null");
  bp::environment environment;
  for (const auto& [name, value] : command.environment) environment[name] = value;
  int errors = command.keeps_errors ? output->to.get() : nowhere.get();
  bp::group group;
  // ignore_error: Boost.Process would wait for the exec, and leave a zombie where it fails.
  bp::child child(bp::exe = command.path, bp::args = command.arguments, environment,
                  bp::posix::fd.bind(STDIN_FILENO, input->get()), bp::posix::fd.bind(STDOUT_FILENO, output->to.get()),
                  bp::posix::fd.bind(STDERR_FILENO, errors), group, BeforeExec(), bp::ignore_error);
  if (!child.valid()) return from_errno(EAGAIN, "fork");
  return Child(std::make_shared<Leader>(executor, std::move(child), std::move(group)), std::move(output->from));
}

Result<void> Child::watch(std::function<void()> on_end) {
  return leader_->watch(std::move(on_end));
}

bool Child::has_ended() const {
  return leader_->has_ended();
}

int Child::status() const {
  return leader_->status();
}

}  // namespace berth::process
