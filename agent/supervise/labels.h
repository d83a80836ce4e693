// The labels and names by which Berth knows its own containers. Nothing secret is ever put into one.
#pragma once

#include "docker/engine.h"
#include "docker/types.h"

namespace berth::supervise {

inline constexpr const char* service_label = "org.berth.service";        // the service's name
inline constexpr const char* descriptor_label = "org.berth.descriptor";  // the descriptor's path

// Compose's own, by which the containers of a project are known.
inline constexpr const char* compose_project_label = "com.docker.compose.project";
inline constexpr const char* compose_service_label = "com.docker.compose.service";
inline constexpr const char* compose_number_label = "com.docker.compose.container-number";
inline constexpr const char* compose_oneoff_label = "com.docker.compose.oneoff";  // "True": docker compose run

// What is put behind a container's name in the course of a start or restart.
inline constexpr const char* next_suffix = ".berth-next";        // prepared, and not started yet
inline constexpr const char* pre_run_suffix = ".berth-pre-run";  // a command before the start
inline constexpr const char* before_suffix = ".berth-before";    // set aside until the next one is ready

// Whether it has one of those behind its name: what serves has none.
bool is_beside(const docker::ContainerState& container);

// Empty if the container has no such label.
std::string label_of(const docker::ContainerState& container, const char* label);

// `docker commit` puts a container's labels into the image, and so into whatever anybody runs of it: whether this one
// has ours only from there. An image that is not there any more says no.
Task<Result<bool>> is_labelled_by_image(docker::Engine& engine, docker::ContainerState container);

}  // namespace berth::supervise
