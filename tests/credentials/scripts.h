// A folder of shell scripts as docker-credential-NAME, in front of the machine's own programs.
#pragma once

#include <sys/stat.h>

#include "credentials/program.h"
#include "support/temp_folder.h"

namespace berth::test {

struct Scripts {
  void write(const std::string& name, const std::string& body) const {
    folder.write("docker-credential-" + name, "#!/bin/sh\n" + body + "\n");
    ::chmod(folder.path("docker-credential-" + name).c_str(), 0755);
  }

  credentials::ProgramSettings settings(Duration limit = std::chrono::seconds(5)) const {
    return {folder.path() + ":/usr/bin:/bin", "/root", limit};
  }

  TempFolder folder;
};

}  // namespace berth::test
