// reload: the running container reads its configuration anew, by a command in it or a signal to it.
#include "base/duration.h"
#include "base/text.h"
#include "docker/containers.h"
#include "docker/exec.h"
#include "logs/service_journal.h"
#include "supervise/steps.h"

namespace berth::supervise {

namespace {

// What it printed last, as records of their own: they follow the word of its end in `systemctl status`.
void tell_output(logs::Journal& journal, const std::string& service, std::string_view output) {
  constexpr std::size_t most = 20;
  auto lines = text::split(output, '\n');
  std::erase_if(lines, [](std::string_view line) { return line.empty(); });
  auto first = lines.size() > most ? lines.size() - most : 0;
  for (auto at = first; at < lines.size(); ++at)
    logs::tell(journal, service, log::Level::error, text::printable(lines[at], 1000));
}

// systemd gives up after the same time: there is to be a moment left for the reason.
Duration shortened(Duration limit) {
  constexpr Duration moment = std::chrono::milliseconds(300);
  return limit == Duration::max() || limit < 2 * moment ? limit : limit - moment;
}

}  // namespace

// True if it went well; otherwise the journal says why.
Task<bool> Steps::reload(Duration limit) {
  auto how = now_.spec->container.reload;
  if (const auto* entry = shared_.catalogue.find(service_); entry != nullptr && entry->reading.ok())
    how = entry->reading.spec.container.reload;
  auto id = now_.container_id;
  auto name = how.command.empty() ? how.signal : text::printable(how.command.front(), 80);
  auto& baseline = shared_.ledger.of(service_).baseline;  // stays where it is: the ledger forgets nobody
  std::vector<Baseline::File> files;
  if (baseline) files = files_now(*baseline);
  std::string trouble, output;
  if (!how) {
    trouble = "the descriptor has neither ReloadCmd nor ReloadSignal";
  } else if (how.command.empty()) {
    ++reloads_;
    auto sent = co_await docker::kill_container(shared_.engine, id, how.signal);
    if (!sent) --reloads_;
    if (!sent) trouble = sent.error().text;
  } else {
    docker::Execution execution{how.command, how.working_dir, shortened(limit)};
    auto executed = co_await docker::run_in_container(shared_.engine, id, execution);
    if (!executed) trouble = executed.error().text;
    bool hangs = !executed && executed.error().kind == ErrorKind::timeout;
    if (hangs) trouble = fmt::format("{}: {} (TimeoutStartSec: {})", name, trouble, format_duration(limit));
    if (executed && executed->status != 0) trouble = fmt::format("{} exited with status {}", name, executed->status);
    if (executed) output = executed->output;
  }
  bool is_done = trouble.empty();
  auto text = is_done ? fmt::format("reloaded ({})", name) : "reload failed: " + trouble;
  logs::tell(shared_.journal, service_, is_done ? log::Level::info : log::Level::error, text);
  if (!is_done) tell_output(shared_.journal, service_, output);
  bool is_known = is_done && baseline && baseline->container_id == id;
  if (is_known) {
    note_reload(*baseline, files);
    shared_.ledger.save(service_);
    shared_.changed(service_);
  }
  co_return is_done;
}

}  // namespace berth::supervise
