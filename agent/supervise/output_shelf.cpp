#include "supervise/output_shelf.h"

#include <filesystem>

#include "base/file.h"
#include "base/log.h"
#include "logs/checkpoint.h"
#include "systemd/fd_store.h"

namespace berth::supervise {

namespace {

const std::string prefix = "output.";

}  // namespace

OutputShelf::OutputShelf(std::string folder) : folder_(std::move(folder)) {
  if (auto made = file::make_folder(folder_, 0700); !made) log::warning("{}", made.error().text);
  for (auto& [name, fd] : systemd::take_stored_fds())
    if (name.starts_with(prefix)) sockets_[name.substr(prefix.size())] = std::move(fd);
}

UniqueFd OutputShelf::take(const std::string& container_id) {
  in_use_.insert(container_id);
  auto found = sockets_.extract(container_id);
  return found.empty() ? UniqueFd() : std::move(found.mapped());
}

void OutputShelf::give_back(const std::string& container_id, UniqueFd socket) {
  in_use_.erase(container_id);
  if (socket) sockets_[container_id] = std::move(socket);
}

std::vector<std::string> OutputShelf::waiting(const std::string& wanted) const {
  std::vector<std::string> ids;
  for (const auto& [id, socket] : sockets_)
    if (id.starts_with(wanted)) ids.push_back(id);
  return ids;
}

bool OutputShelf::knows(const std::string& container_id) const {
  return file::exists(checkpoint_of(container_id));
}

void OutputShelf::keep(const std::string& container_id, int socket) {
  systemd::store_fd(prefix + container_id, socket);
}

void OutputShelf::forget_socket(const std::string& container_id) {
  sockets_.erase(container_id);
  systemd::remove_stored_fd(prefix + container_id);
}

void OutputShelf::forget(const std::string& container_id) {
  in_use_.erase(container_id);
  forget_socket(container_id);
  logs::Checkpoint::remove(checkpoint_of(container_id));
}

void OutputShelf::forget_all_but(const std::set<std::string>& container_ids) {
  std::set<std::string> useless;
  for (const auto& [id, socket] : sockets_)
    if (!container_ids.contains(id) && !id.starts_with(process_prefix)) useless.insert(id);
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    auto id = entry.path().filename().string();
    if (!container_ids.contains(id) && !in_use_.contains(id)) useless.insert(id);
  }
  for (const auto& id : useless) forget(id);
}

}  // namespace berth::supervise
