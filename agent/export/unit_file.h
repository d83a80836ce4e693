// A unit file in the making, and the sections that all units of an export have alike.
#pragma once

#include <string>
#include <string_view>

#include "export/export.h"
#include "export/notes.h"
#include "service/spec.h"

namespace berth::exporting {

class UnitFile {
 public:
  void text(std::string_view whole) { text_ += whole; }
  void section(std::string_view name) { text_ += fmt::format("{}[{}]\n", text_.empty() ? "" : "\n", name); }
  void key(std::string_view name, std::string_view value) { text_ += fmt::format("{}={}\n", name, value); }
  void keys(const service::UnitKeys& all) {
    for (const auto& [name, value] : all) key(name, value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

bool says(const service::UnitKeys& keys, std::string_view key);

// [Unit], but for what belongs to Docker.
void write_unit_section(const service::Spec& spec, bool needs_docker, UnitFile& out);

// The keys of [Service] that are the descriptor's own, and where the output goes.
void write_service_keys(const service::Spec& spec, const Surroundings& around, UnitFile& out, Notes& notes);

// A job's own unit is started by its timer alone.
void write_install(const service::Spec& spec, UnitFile& out);

// What every form but ours lacks: of an update, of the log.
void note_berths_own(const service::Spec& spec, Notes& notes);

// Comments, above the text.
std::string with_notes(const service::Spec& spec, const Notes& notes, std::string text);

}  // namespace berth::exporting
