# shellcheck shell=bash disable=SC2154 # here, cache and state are set by scripts/host and init
# Which hosts there are: one directory each below $state, with the suite, root, address and init process, and a lock. A
# lock lives as long as the process that holds it, so a directory with neither a lock nor a living host is a leftover.

names() {
  local directory
  for directory in "$state"/*/; do
    [[ ! -d $directory ]] || basename "$directory"
  done
}

# A PID alone may belong to somebody else by now: with its start time it names one process for ever.
process_start() {
  local stat
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return
  read -ra stat <<<"${stat##*) }"
  [[ ${stat[0]} == [ZX] ]] || echo "${stat[19]}"
}

is_same_process() {
  local pid started
  { read -r pid started <"$1"; } 2>/dev/null || return
  [[ -n $started && $(process_start "$pid") == "$started" ]]
}

is_alive() { is_same_process "$state/$1/init"; }

init_pid() {
  local pid
  read -r pid _ <"$state/$1/init"
  echo "$pid"
}

lock_hosts() {
  exec {hosts_lock}>"$state/.lock"
  flock -w 60 "$hosts_lock" || die "another scripts/host keeps $state/.lock: see who with fuser"
}

unlock_hosts() { exec {hosts_lock}>&-; }

# Takes the lock of an existing host, for as long as this process lives.
claim() {
  local name=$1 file=$state/$1/lock
  [[ -e $file ]] || die "no host named $name; see scripts/host list"
  exec {host_lock}>>"$file"
  flock -w 120 "$host_lock" || die "$name is busy: another scripts/host works on it"
  # Somebody may have removed the host, and even booted another of that name, while we waited.
  [[ /proc/self/fd/$host_lock -ef $file ]] || die "no host named $name; see scripts/host list"
}

# Enters a new host, and keeps it locked.
register() {
  local name=$1 suite=$2 owner=$3
  lock_hosts
  sweep_locked
  [[ ! -d $state/$name ]] || die "$name is running already: stop it first, or take another name"
  make_network
  local address
  address=$(free_address)
  mkdir "$state/$name"
  exec {host_lock}>"$state/$name/lock"
  flock -n "$host_lock"
  echo "$suite" >"$state/$name/suite"
  root_of "$suite" >"$state/$name/root"
  echo "$address" >"$state/$name/address"
  if [[ -n $owner ]]; then echo "$owner $(process_start "$owner")" >"$state/$name/owner"; fi
  unlock_hosts
}

# Removes all that a host leaves. Its processes and mounts are gone with its namespaces. The directory goes last: while
# it stands, an interrupted removal is found and ended by the next sweep.
remove() {
  local name=$1 gone
  cut_power "$name"
  remove_groups "$name"
  rm -rf "${cache:?}/disks/$name"
  # Under another name: a call that asks whether it is a leftover would make its lock anew while we remove it.
  gone=$(mktemp -d "$state/.gone-XXXXXX")
  mv "$state/$name" "$gone" || [[ ! -e $state/$name ]]
  rm -rf "$gone"
}

is_leftover() {
  local name=$1 lock
  # No such file: another call is just removing the host.
  { exec {lock}>>"$state/$name/lock"; } 2>/dev/null || return
  if ! flock -n "$lock"; then exec {lock}>&-; return 1; fi
  # The lock stays with us until we end: nobody may work on what we are about to remove.
  if ! is_alive "$name"; then return 0; fi
  if [[ -e $state/$name/owner ]] && ! is_same_process "$state/$name/owner"; then return 0; fi
  exec {lock}>&-
  return 1
}

sweep_locked() {
  local name disk
  for name in $(names); do
    if is_leftover "$name"; then remove "$name"; fi
  done
  for disk in "$cache"/disks/*/; do
    [[ ! -d $disk || -d $state/$(basename "$disk") ]] || rm -rf "$disk"
  done
  [[ -n $(names) ]] || remove_network
}

sweep() {
  lock_hosts
  sweep_locked
  unlock_hosts
}
