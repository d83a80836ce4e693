// Any bytes as a credentials file: reading ends, errors are one line that names the file, and what is found makes a
// header that no byte of the file can end.
#include <cstdlib>

#include "base/text.h"
#include "credentials/auth_file.h"
#include "credentials/base64.h"

namespace {

using namespace berth;
using namespace berth::credentials;

void must(bool claim) {
  if (!claim) std::abort();
}

void check_error(const Error& error) {
  must(error.text.starts_with("auth.json:") && text::is_utf8(error.text));
  for (unsigned char c : error.text) must(c >= ' ' && c != 0x7f);
}

void check_header(const std::string& header) {
  must(!header.empty() && header.size() % 4 == 0);
  must(header.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=") ==
       std::string::npos);
}

void check(const AuthFile& file, const Repository& repository) {
  auto program = file.program(repository);
  if (!program) check_error(program.error());
  if (program) must(program->find_first_of("/ \n") == std::string::npos && program->size() <= 100);
  auto found = file.credential(repository);
  if (!found) return check_error(found.error());
  if (!*found) return;
  must(!(*found)->is_empty() && text::is_utf8((*found)->password));
  check_header(header(**found, repository.server_address()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto bytes = from_base64(text)) must(bytes->size() <= text.size());
  auto file = AuthFile::parse("auth.json", text);
  if (!file) {
    check_error(file.error());
    return 0;
  }
  check(*file, Repository("docker.io", "nginx"));
  check(*file, Repository("registry:5000", "registry:5000/team/web"));
  return 0;
}
