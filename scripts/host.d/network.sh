# shellcheck shell=bash disable=SC2154 # here, cache and state are set by scripts/host and init
# The network between hosts: a bridge in a network namespace of its own, kept by a bind mount while a host exists. So
# the machine gets no interface, no route and no firewall rule, and its own firewall does not filter between hosts.

network=$state/.network
subnet=10.213.0

make_network() {
  mountpoint -q "$network" && return
  touch "$network"
  unshare --net="$network" bash -c 'ip link add berth0 type bridge && ip link set berth0 up'
}

remove_network() {
  if mountpoint -q "$network"; then umount "$network"; fi
  rm -f "$network"
}

# Prints the lowest address that no host has. Call with the hosts locked.
free_address() {
  local number
  for number in {1..254}; do
    grep -qsxF "$subnet.$number" "$state"/*/address || { echo "$subnet.$number"; return; }
  done
  die "all addresses are taken: stop some hosts, see scripts/host list"
}

# Called by a host's init, in the host's network namespace. The PID is as seen in its PID namespace: 1, itself.
join_network() {
  local address=$1 port=host${1##*.}
  # The kernel removes the port of an ended host by itself, but not always before the same host boots again.
  nsenter --net="$network" bash -c "
    ip link delete $port 2>/dev/null
    ip link add $port type veth peer name eth0 netns 1 && ip link set $port master berth0 up"
  ip link set lo up
  ip address add "$address/24" dev eth0
  ip link set eth0 up
}
