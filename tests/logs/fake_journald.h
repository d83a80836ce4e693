// A journald that a test can stall and take away: a datagram socket, and a reader of the native protocol that shares no
// code with ours.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "support/catch.h"

namespace berth::test {

using Fields = std::map<std::string, std::string>;

inline Fields parse_native(const std::string& bytes) {
  Fields fields;
  std::size_t at = 0;
  while (at < bytes.size()) {
    auto newline = bytes.find('\n', at);
    REQUIRE(newline != std::string::npos);
    auto line = bytes.substr(at, newline - at);
    at = newline + 1;
    auto equals = line.find('=');
    if (equals != std::string::npos) {
      fields[line.substr(0, equals)] = line.substr(equals + 1);
      continue;
    }
    std::uint64_t size = 0;
    REQUIRE(at + 8 <= bytes.size());
    std::memcpy(&size, &bytes[at], 8);  // little-endian, like every machine this runs on
    REQUIRE(at + 8 + size < bytes.size());
    REQUIRE(bytes[at + 8 + size] == '\n');
    fields[line] = bytes.substr(at + 8, size);
    at += 8 + size + 1;
  }
  return fields;
}

class FakeJournald {
 public:
  explicit FakeJournald(std::string path) : path_(std::move(path)) { start(); }

  void start() {
    ::unlink(path_.c_str());
    socket_.reset(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  void stop() { socket_.reset(); }

  // The next record, if one is there.
  std::optional<Fields> receive() {
    iovec part{buffer_.data(), buffer_.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    auto got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC);
    if (got < 0) return std::nullopt;
    auto bytes = buffer_.substr(0, static_cast<std::size_t>(got));
    if (auto* header = CMSG_FIRSTHDR(&message)) bytes = content_of(header);
    return parse_native(bytes);
  }

  std::vector<Fields> receive_all() {
    std::vector<Fields> all;
    while (auto one = receive()) all.push_back(std::move(*one));
    return all;
  }

  int files_received() const { return files_; }

 private:
  // journald's own conditions for a memfd.
  std::string content_of(cmsghdr* header) {
    REQUIRE(header->cmsg_type == SCM_RIGHTS);
    int number = -1;
    std::memcpy(&number, CMSG_DATA(header), sizeof number);
    UniqueFd fd(number);
    ++files_;
    CHECK(::fcntl(fd.get(), F_GET_SEALS) == (F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE));
    struct stat status {};
    REQUIRE(::fstat(fd.get(), &status) == 0);
    std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
    REQUIRE(::pread(fd.get(), bytes.data(), bytes.size(), 0) == status.st_size);
    return bytes;
  }

  std::string path_;
  UniqueFd socket_;
  std::string buffer_ = std::string(1 << 20, '\0');
  int files_ = 0;
};

}  // namespace berth::test
