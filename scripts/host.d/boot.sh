# shellcheck shell=bash disable=SC2154 # here, cache and state are set by scripts/host and init
# A host from power-on to power-off. Its disk is a directory: the overlay over the suite's root, and real directories
# for Docker, which cannot keep its own overlays on an overlay.

# Runs a command in a host, with nothing of this shell's environment. The parent of the command is a shell, not nsenter:
# when systemd shuts down, it stops all processes before it kills them; nsenter would then stop itself, too, never reap
# its child, and so keep the whole host from dying. For the same reason the shell outlives a signal that ends its child.
enter() {
  local name=$1 pid
  shift
  pid=$(init_pid "$name")
  join_groups "$name"
  # shellcheck disable=SC2016 # expanded in the host
  exec nsenter --target "$pid" --mount --uts --ipc --net --pid --cgroup --no-fork \
    env -i -C /root HOME=/root USER=root TERM="${TERM:-dumb}" LANG=C.UTF-8 \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin sh -c 'trap : HUP INT TERM; "$@"; exit $?' - "$@"
}

# Says how far the host's systemd is; empty when it does not answer.
system_state() {
  local name=$1
  shift
  (enter "$name" timeout 30 systemctl is-system-running "$@" 2>/dev/null) || true
}

make_disk() {
  local disk=$1
  mkdir -p "$disk"/{root,upper,work,docker,containerd}
  [[ -e $disk/machine-id ]] || tr -d - </proc/sys/kernel/random/uuid >"$disk/machine-id"
}

# Returns when the host's init is about to become systemd; fails when it does not get there.
spawn() {
  local name=$1 with=$2 ready
  : >"$state/$name/console"
  read -r -t 20 ready < <(
    join_new_groups "$name"
    # unshare does not fork: the first child of the inner bash is PID 1 of the host; no outsider stays in its groups.
    # shellcheck disable=SC2016 # expanded by the inner bash
    exec setsid unshare --cgroup --mount --pid --uts --ipc --net bash -c '"$@" & exit' - \
      "$here/host.d/init" "$name" "$cache/disks/$name" "$with" \
      </dev/null 2>>"$state/$name/console"
  ) && [[ $ready == ready ]]
}

# Boots the host from its disk and waits, 30 s at most, until its systemd has started everything.
start() {
  local name=$1 with=${2:-} deadline=$((SECONDS + 30)) now=''
  make_disk "$cache/disks/$name"
  spawn "$name" "$with" || { show_console "$name"; return 1; }
  while is_alive "$name" && ((SECONDS < deadline)); do
    now=$(system_state "$name" --wait)
    case $now in
      running) return ;;
      degraded) show_failed "$name"; return ;;
      maintenance | stopping) break ;;
    esac
    sleep 0.05
  done
  if is_alive "$name"; then say "$name is not up after 30 s: ${now:-no answer}"; else say "$name died"; fi
  show_console "$name"
  return 1
}

show_failed() {
  local name=$1
  say "$name is degraded; failed units:"
  (enter "$name" timeout 10 systemctl list-units --failed --plain --no-legend) >&2
}

show_console() {
  local name=$1 journal=$cache/disks/$1/upper/var/log/journal
  sed 's/^/  console: /' "$state/$name/console" >&2
  [[ ! -d $journal ]] || timeout 10 journalctl --directory="$journal" --boot --lines=40 --no-pager >&2 || true
}

cut_power() {
  local name=$1 pid
  is_alive "$name" || return 0
  pid=$(init_pid "$name")
  kill -KILL "$pid"
  await_end "$name" 20 || die "$name (PID $pid) does not die: look for a hanging mount in it"
}

await_end() {
  local name=$1 deadline=$((SECONDS + $2))
  while is_alive "$name"; do
    ((SECONDS < deadline)) || return
    sleep 0.05
  done
}

# The signal is systemd's other door for "poweroff". It needs no D-Bus, which is not there yet, or already gone, in a
# host that starts or stops; a systemd that is too young to listen gets it again.
shut_down() {
  local name=$1 limit=$2 pid deadline=$((SECONDS + $2))
  pid=$(init_pid "$name")
  while ((SECONDS < deadline)); do
    kill -s RTMIN+4 "$pid" 2>/dev/null || return 0
    if await_end "$name" 2; then return; fi
  done
  say "$name is not down after $limit s: cutting its power"
  cut_power "$name"
}

stop() {
  local name=$1
  claim "$name"
  if is_alive "$name"; then shut_down "$name" 20; fi
  remove "$name"
}
