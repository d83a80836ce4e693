#include "config/reload_keys.h"

#include "base/closest.h"
#include "base/text.h"
#include "config/kernel_names.h"
#include "config/paths.h"

namespace berth::config {

std::string read_signal(const Field& field) {
  auto said = field.text();
  if (!said) return {};
  if (auto name = signal_name(*said)) return *name;
  field.complain(signal_name(*said).error().text, closest(*said, signal_names()).value_or(""));
  return {};
}

void read_pre_runs(Section& section, service::Container& container) {
  auto field = section.take("PreRun");
  for (auto& said : field.list()) {
    service::PreRun one;
    one.may_fail = said.text.starts_with('-');
    auto command = said.text.substr(one.may_fail ? 1 : 0);
    auto words = text::split_words(command);
    if (!words)
      field.complain(said.place, words.error().text);
    else if (words->empty())
      field.complain(said.place, "a command is missing behind the -");
    else if (command.starts_with('-'))  // an option: the prefix would eat a part of it
      field.complain(said.place, "put a first word that begins with - in quotes of its own: '\"--migrate\" --now'");
    else {
      one.exec = std::move(*words);
      container.pre_runs.push_back(std::move(one));
    }
  }
}

void read_reload(Section& section, service::Container& container) {
  auto& reload = container.reload;
  auto command = section.take("ReloadCmd");
  if (auto words = command.words()) {
    reload.command = *words;
    if (words->empty()) command.complain("it must not be empty");
  }
  auto working_dir = section.take("ReloadWorkingDir");
  if (auto said = working_dir.text()) {
    auto path = absolute_path(*said);
    if (!path)
      working_dir.complain(path.error().text);
    else if (!command)
      working_dir.complain("it needs a ReloadCmd");
    else
      reload.working_dir = *path;
  }
  auto signal = section.take("ReloadSignal");
  if (signal && command) return signal.complain("ReloadCmd is there, too: write one of the two");
  reload.signal = read_signal(signal);
}

void read_on_config_change(Section& service, service::Spec& spec) {
  using enum berth::service::OnConfigChange;
  auto field = service.take("OnConfigChange");
  auto said = field.one_of({"none", "reload", "restart"});
  if (!said) return;
  if (*said == "reload" && (spec.compose || spec.process))
    return field.complain("no reload takes a change of a project or a program: write restart");
  spec.on_config_change = *said == "restart" ? restart : *said == "reload" ? reload : none;
  if (*said == "reload" && !spec.container.reload) field.complain("reload needs Container: ReloadCmd or ReloadSignal");
}

}  // namespace berth::config
