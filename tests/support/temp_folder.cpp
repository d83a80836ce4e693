#include "support/temp_folder.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace berth::test {

TempFolder::TempFolder() {
  auto pattern = (std::filesystem::temp_directory_path() / "berth-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  root_ = pattern;
}

TempFolder::~TempFolder() {
  std::filesystem::remove_all(root_);
}

void TempFolder::write(const std::string& name, const std::string& content) const {
  std::filesystem::create_directories((root_ / name).parent_path());
  std::ofstream out(root_ / name, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + name);
}

std::vector<std::string> TempFolder::names() const {
  std::vector<std::string> found;
  for (const auto& entry : std::filesystem::directory_iterator(root_))
    found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace berth::test
