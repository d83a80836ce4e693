// A folder of its own for one test, gone with it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace berth::test {

class TempFolder {
 public:
  TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder();

  std::string path() const { return root_; }
  std::string path(const std::string& name) const { return (root_ / name).string(); }
  void write(const std::string& name, const std::string& content) const;
  std::vector<std::string> names() const;  // sorted

 private:
  std::filesystem::path root_;
};

}  // namespace berth::test
