# shellcheck shell=bash disable=SC2154 # here, cache and state are set by scripts/host and init
# The root file systems under all hosts: one per suite, made by debootstrap, never written to by a host.

packages=(systemd systemd-sysv dbus docker.io docker-registry openssh-server openssh-client iproute2 iptables
          ca-certificates curl procps busybox-static jq python3-minimal libsystemd0 libstdc++6 docker-compose)
# Podman from 4.4 on has Quadlet, which is asked what it makes of what Berth exports.
trixie_packages=(docker-cli podman crun catatonit)

# Of no use in a namespace, slow, or out to change the machine's own kernel settings.
masked_units=(systemd-modules-load.service systemd-sysctl.service systemd-udevd.service systemd-udev-trigger.service
              systemd-udevd-control.socket systemd-udevd-kernel.socket systemd-pstore.service
              systemd-remount-fs.service systemd-hwdb-update.service getty@tty1.service console-getty.service
              dev-hugepages.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount
              sys-fs-fuse-connections.mount proc-sys-fs-binfmt_misc.automount
              apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service
              fstrim.timer)

# Everything that decides what the root looks like is part of its name, so a change here means a new root.
root_of() {
  local key
  key=$(tar --sort=name --mtime=@0 --owner=0 --group=0 -C "$here/host.d" -cf - rootfs.sh root | sha256sum)
  echo "$cache/$1-${key:0:12}"
}

# Prints the mirror that this machine gets Debian from.
find_mirror() {
  local origin label uri
  while read -r origin label uri; do
    if [[ $origin/$label == Debian/Debian ]]; then echo "$uri"; return; fi
  done < <(timeout 30 apt-get indextargets --format "\$(ORIGIN) \$(LABEL) \$(REPO_URI)" 'Created-By: Packages')
  die "apt knows no Debian mirror here: add one to its sources and run apt-get update"
}

# In namespaces of its own: whatever a package starts or mounts meanwhile ends with it.
run_debootstrap() {
  local suite=$1 root=$2 include mirror
  local -a wanted=("${packages[@]}")
  if [[ $suite == trixie ]]; then wanted+=("${trixie_packages[@]}"); fi
  include=$(IFS=,; echo "${wanted[*]}")
  mirror=$(find_mirror)
  mkdir -p "$cache/packages-$suite"
  timeout 1200 unshare --mount --pid --fork --kill-child --mount-proc \
    debootstrap --variant=minbase --cache-dir="$cache/packages-$suite" --include="$include" "$suite" "$root" "$mirror"
}

furnish() {
  local root=$1
  cp -r "$here/host.d/root/." "$root"
  : >"$root/etc/fstab"
  : >"$root/etc/resolv.conf"
  systemctl --root="$root" --quiet mask "${masked_units[@]}"
  systemctl --root="$root" --quiet disable docker-registry.service
  mask_generators "$root"
  make_key
  install -m 600 "$cache/key" "$root/root/.ssh/id_ed25519"
  install -m 644 "$cache/key.pub" "$root/root/.ssh/authorized_keys"
}

# A dozen programs, run at each daemon-reload of all hosts, that have nothing to find there. Podman's has a test of its own,
# which takes its mask away.
mask_generators() {
  local root=$1 generator
  mkdir -p "$root/etc/systemd/system-generators"
  for generator in "$root"/usr/lib/systemd/system-generators/*; do
    ln -s /dev/null "$root/etc/systemd/system-generators/${generator##*/}"
  done
}

# One key for the hosts of all suites, so that each may ssh to each.
make_key() {
  local lock
  exec {lock}>"$cache/key.lock"
  flock -w 60 "$lock"
  [[ -e $cache/key ]] || ssh-keygen -q -t ed25519 -N '' -C berth-hosts -f "$cache/key"
  exec {lock}>&-
}

# Counts what debootstrap does instead of showing its thousand lines.
show_progress() {
  local suite=$1 line count=0
  while read -r line; do
    [[ $line =~ ^I:\ (Retrieving|Unpacking|Configuring)\ ([^ .]+) ]] || continue
    if ((++count % 50 == 0)); then say "$suite: ${BASH_REMATCH[1],,} ${BASH_REMATCH[2]} ($count steps)"; fi
  done
}

build_root() {
  local suite=$1 root lock draft
  root=$(root_of "$suite")
  exec {lock}>"$cache/$suite.lock"
  flock -w 1800 "$lock" || die "$suite is being built by somebody else, and has been for half an hour"
  if [[ ! -d $root ]]; then
    draft=$cache/draft-$suite
    rm -rf "$draft"
    run_debootstrap "$suite" "$draft" 2>&1 | tee "$cache/$suite.log" | show_progress "$suite" ||
      die "debootstrap failed: see $cache/$suite.log"
    furnish "$draft"
    mv "$draft" "$root"
  fi
  exec {lock}>&-
  say "$suite is ready in $root"
}
