# shellcheck shell=bash disable=SC2154 # here, cache and state are set by scripts/host and init
# The control groups of a host: one child group in every hierarchy of the machine. A cgroup namespace makes it look like
# the root of that hierarchy from inside.

# Tests come into a host thousands of times: without a program for each step that takes half as long.
hierarchies() {
  local path kind
  while read -r _ path kind _; do
    if [[ $kind == cgroup || $kind == cgroup2 ]]; then echo "$path"; fi
  done </proc/self/mounts
}

# Prints the machine's first v1 hierarchy. Nothing means that the machine has cgroup2 alone.
first_v1_hierarchy() {
  awk '$3 == "cgroup" { print $2; exit }' /proc/self/mounts
}

# A new cpuset group has no cpus and no memory, and takes no process until it has.
inherit_cpuset() {
  local group=$1 file value
  for file in cpuset.cpus cpuset.mems; do
    [[ -e $group/../$file && ! -e $group/cgroup.controllers ]] || continue
    read -r value <"$group/../$file" && echo "$value" >"$group/$file"
  done
}

make_group() {
  # Two calls may come to make the same one.
  [[ -d $1 ]] || mkdir "$1" 2>/dev/null || [[ -d $1 ]]
  inherit_cpuset "$1"
}

# Prints the host's group in every hierarchy. They have no common parent, which concurrent calls would make and remove
# under each other.
groups_of() {
  local root
  for root in $(hierarchies); do echo "$root/berth-host-$1"; done
}

# Moves this shell into fresh groups for a host. What an earlier boot left would refuse it: a group of cgroup2 that
# hands down controllers takes no process.
join_new_groups() {
  local group
  remove_groups "$1"
  for group in $(groups_of "$1"); do
    make_group "$group"
    echo "$BASHPID" >"$group/cgroup.procs"
  done
}

# Moves this shell into a group inside a running host, so that what it runs counts as the host's. The host's systemd
# removes groups that it finds empty, at any moment until this shell is in: each step may fail by that, and is done again.
join_groups() {
  local group
  for group in $(groups_of "$1"); do
    for _ in {1..100}; do
      { make_group "$group/visitors" && echo "$BASHPID" >"$group/visitors/cgroup.procs"; } 2>/dev/null && continue 2
    done
    die "$group/visitors takes no process"
  done
}

# Removes the groups of a host that has ended. The kernel may need a moment to let go of the last process.
remove_groups() {
  local group
  for group in $(groups_of "$1"); do
    for _ in {1..50}; do
      [[ -d $group ]] || break
      find "$group" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
    done
    [[ ! -d $group ]] || die "$group does not empty: see its cgroup.procs"
  done
}
