// Hidden: build with -O2 and run `test_logs "[speed]"`.
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <iostream>

#include "logs/sink.h"
#include "support/catch.h"
#include "support/temp_folder.h"

using namespace berth;
using namespace berth::logs;

namespace {

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

service::Log log_to(const std::string& file, bool journal) {
  service::Log log;
  log.file = file;
  log.journal = journal;
  log.max_size = 0;
  return log;
}

void measure(const std::string& what, const service::Log& log, std::size_t piece_size) {
  boost::asio::io_context context;
  Journal journal(context.get_executor(), "/nonexistent");
  Checkpoint checkpoint("/nonexistent/checkpoint");
  Sink sink(context.get_executor(), journal, checkpoint, {"museum", std::string(64, 'c'), "museum", "museum:1"}, log);
  std::string text;
  while (text.size() < 100 * 1000 * 1000) text += std::string(99, 'x') + "\n";
  auto begin = cpu_seconds();
  for (std::size_t at = 0; at < text.size(); at += piece_size) {
    sink.begin(Moment::now());
    sink.take(Stream::out, std::string_view(text).substr(at, piece_size));
    sink.seal();
    sink.write();
  }
  sink.end();
  auto used = cpu_seconds() - begin;
  CHECK(sink.counters().lines == text.size() / 100);
  CHECK(sink.counters().file_lost == 0);
  std::cout << what << ", pieces of " << piece_size << ": "
            << static_cast<long>(static_cast<double>(sink.counters().lines) / used) << " lines/s of CPU\n";
}

}  // namespace

TEST_CASE("how many lines of 100 bytes a second of CPU carries", "[.][speed]") {
  test::TempFolder folder;
  for (std::size_t piece : {100, 4096, 32768}) {
    measure("file", log_to(folder.path("a" + std::to_string(piece)), false), piece);
    measure("journal past its limit", log_to("", true), piece);
    measure("both", log_to(folder.path("b" + std::to_string(piece)), true), piece);
  }
}
