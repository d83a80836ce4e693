// Files and folders of a Quadlet: volumes, mounts, files of variables, and what Podman lets a read-only container
// write.
#pragma once

#include <string>

#include "import/draft.h"
#include "import/quadlet_files.h"

namespace berth::importing {

class QuadletMounts {
 public:
  // `folder` is that of the Quadlet, with its last slash.
  QuadletMounts(const std::string& folder, const Neighbour& neighbour, Draft& draft)
      : folder_(folder), neighbour_(neighbour), draft_(draft) {}
  void take_volume(const std::string& value, const std::string& origin);
  void take_mount(const std::string& value, const std::string& origin);
  void take_environment_file(const std::string& path, const std::string& origin);
  void set_read_only_tmpfs(bool is_set) { has_tmpfs_ = is_set; }
  void finish();

 private:
  std::string from_folder(const std::string& path) const;
  std::string source_of(const std::string& said);
  void warn_of_folder(const std::string& origin);
  void add_tmpfs();

  const std::string& folder_;
  const Neighbour& neighbour_;
  Draft& draft_;
  bool has_tmpfs_ = true;
  bool has_volumes_ = false;  // with a name
};

}  // namespace berth::importing
