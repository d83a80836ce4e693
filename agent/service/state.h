// The fine states of a service's life, and the six that systemd and its users know.
#pragma once

#include <array>
#include <string_view>

namespace berth::service {

enum class State {
  dead,            // nothing runs, and nothing should
  loading,         // reading the descriptor and the files it names
  waiting_engine,  // the engine is away; the start goes on when it is back
  pulling,
  creating,  // leftovers cleared, container made, output attached
  starting,
  warming,       // started, but not ready yet
  falling_back,  // a new image failed: the last good one takes its place under the same holder
  running,
  preparing,  // a restart was asked for: the next container is made while this one serves
  refusing,   // the next one cannot be had: systemd is told to call the restart off
  kept,       // the restart is off: the container runs on while one holder leaves and the next one comes
  adopting,   // the daemon is back, or a new holder came, and asks what became of the container
  stopping,
  removing,  // the container has ended; clearing it away before the holder ends
  failed,    // ended, and not well
};

inline constexpr std::array all_states{State::dead,     State::loading,   State::waiting_engine, State::pulling,
                                       State::creating, State::starting,  State::warming,        State::falling_back,
                                       State::running,  State::preparing, State::refusing,       State::kept,
                                       State::adopting, State::stopping,  State::removing,       State::failed};

// SubState on D-Bus: "waiting-engine".
std::string_view name_of(State state);
// ActiveState on D-Bus: inactive, activating, active, deactivating or failed.
std::string_view active_name_of(State state);

}  // namespace berth::service
