// What a container was started with, as digests: enough to tell later what has changed since, and nothing of what it
// was. It lives in the service's state file, so that a daemon after this one can tell, too.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/siphash.h"
#include "supervise/fingerprint.h"

namespace berth::supervise {

struct Candidate;

struct Baseline {
  struct File {
    std::string path;
    Fingerprint print;
    bool operator==(const File&) const = default;
  };

  std::string container_id;
  std::string version;         // of Berth, whose `meaning` it is
  std::uint64_t revision = 0;  // grows with each reload
  HashKey key;
  std::string text;                  // of the descriptor and its drop-ins, byte by byte
  std::string meaning, environment;  // of what follows from them
  std::vector<File> files;           // those of Config
  bool operator==(const Baseline&) const = default;

  // Of all that can change, as one text.
  std::string digest() const;
};

struct Difference {
  bool needs_restart = false, needs_reload = false;
  std::vector<std::string> names;  // of what has changed, for people
  bool operator==(const Difference&) const = default;

  // "changed since the start: the descriptor, /root/web/web.yaml"; empty: nothing has.
  std::string text() const;
};

// With what else there is to say; empty: nothing.
std::string text_of(const Difference& difference, const std::string& remark);

// Looks at the files now.
Baseline baseline_of(const Candidate& candidate, const HashKey& key);
// To be called just before the candidate's container is started, be it for the first time or again.
Baseline baseline_for_start(Candidate& candidate);
// What is different now. A file that was put in the place of another, or that nobody can be told to read again, needs a
// restart. Null: the descriptor can't be read, and what it said before counts.
Difference difference(const Baseline& then, const Candidate* now, bool can_reload);

// The container was started again, with the files as they are.
void note_new_run(Baseline& baseline);
// Around a reload: what the container is about to read, and that it has done so.
std::vector<Baseline::File> files_now(const Baseline& baseline);
void note_reload(Baseline& baseline, const std::vector<Baseline::File>& files);

// All that a descriptor says of a container that runs, as one text. What systemd takes from the unit at its own reload
// is not in it, nor what only the next start or reload is about.
std::string meaning_of(const Candidate& candidate);

}  // namespace berth::supervise
