#!/usr/bin/env bats
# The launcher itself: does it give hosts on which the tests of Berth can stand?

bats_require_minimum_version 1.5.0

setup_file() {
  load lib
  host_boot one
  host_boot two
}

teardown_file() {
  load lib
  host_stop_all
}

setup() { load lib; }

image=127.0.0.1:5000/demo:latest

@test "systemd is PID 1 and everything has started" {
  [[ $(on one 'cat /proc/1/comm') == systemd ]]
  [[ $(on one 'systemctl is-system-running') == running ]]
  on one 'systemctl is-active docker ssh dbus'
}

@test "the suite is the one that was asked for" {
  [[ $(on one '. /etc/os-release; echo $VERSION_CODENAME') == "$suite" ]]
}

@test "input, output and status pass through" {
  [[ $(echo ping | on one 'read -r line; echo "$line pong"; echo noise >&2' 2>/dev/null) == 'ping pong' ]]
  run -7 on one 'exit 7'
}

@test "a container runs" {
  make_image one demo:run 'echo "hello from $(hostname)"'
  [[ $(on one 'docker run --rm --hostname box demo:run') == 'hello from box' ]]
}

@test "a published port is reached from another host" {
  make_image one demo:port 'mkdir /www; echo welcome >/www/index.html; exec httpd -f -p 80 -h /www'
  on one 'docker run --rm --detach --name port --publish 8080:80 demo:port'
  eventually 20 on two "curl -sf http://$(host_address one):8080/"
  [[ $(on two "curl -sf http://$(host_address one):8080/") == welcome ]]
  on one 'docker kill port'
}

@test "an image goes through the registry and comes back" {
  registry_start one
  make_image one $image 'echo pulled'
  digest=$(push_image one $image)
  [[ $digest == sha256:* ]]
  on one "docker rmi $image && docker pull $image"
  [[ $(on one "docker run --rm $image") == pulled ]]
  [[ $(on one "docker inspect --format '{{index .RepoDigests 0}}' $image") == *@"$digest" ]]
}

@test "another host pulls from the registry, which keeps its data" {
  registry_stop one
  registry_start one
  remote=$(host_address one):5000/demo:latest
  on two "docker pull $remote"
  [[ $(on two "docker run --rm $remote") == pulled ]]
  registry_stop one
}

@test "the journal has what a unit prints" {
  on one 'systemd-run --unit=printer --wait echo printed'
  [[ $(journal_of one printer.service) == *printed* ]]
}

@test "D-Bus works" {
  on one 'systemd-run --unit=sleeper sleep 1000'
  run -0 on one 'busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/sleeper_2eservice \
    org.freedesktop.systemd1.Unit ActiveState'
  [[ $output == 's "active"' ]]
}

@test "hosts reach each other by ssh and scp" {
  on one 'echo cargo >/tmp/cargo'
  on one "scp -q /tmp/cargo $(host_address two):/tmp/cargo"
  [[ $(on two 'cat /tmp/cargo') == cargo ]]
  [[ $(on two "ssh $(host_address one) hostname") == "$(host_name one)" ]]
}

@test "hosts reach nothing else" {
  run on one 'ip route get 192.0.2.1'
  [[ $output == *unreachable* ]]
}

@test "kernel settings of the machine are out of reach" {
  run ! on one 'echo 1 >/proc/sys/vm/swappiness'
  on one 'echo 1 >/proc/sys/net/ipv4/ip_forward'
}

@test "memory limits hold (bookworm)" {
  [[ $suite == bookworm ]] || skip 'cgroup2 has no memory controller where the machine binds it to v1'
  # The status counts: State.OOMKilled stays false now and then, where containerd loses the kernel's word.
  make_image one demo:hog 'head -c 100000000 /dev/zero | tail >/dev/null'
  on one 'docker run --rm --memory 512m demo:hog'
  run on one 'docker run --rm --memory 32m demo:hog'
  ((status == 137))
  run on one 'systemd-run --wait --property=MemoryMax=32M --property=MemorySwapMax=0 busybox tail /dev/zero'
  ((status != 0))
}

@test "a reboot keeps files and images, and is a new boot" {
  make_image one demo:kept
  on one 'echo kept >/etc/kept'
  before=$(on one 'cat /proc/sys/kernel/random/boot_id')
  address=$(host_address one)
  host_reboot one
  [[ $(on one 'cat /etc/kept') == kept ]]
  on one 'docker image inspect demo:kept'
  [[ $(on one 'cat /proc/sys/kernel/random/boot_id') != "$before" ]]
  [[ $(host_address one) == "$address" ]]
  [[ $(on one 'journalctl --list-boots | grep -c :') == 2 ]]
}

@test "a power cut leaves the disk as it was" {
  make_image one demo:cut
  on one 'docker run --detach --restart always --name survivor demo:cut'
  on one 'systemd-run --unit=stubborn --property=ExecStop="touch /etc/stopped-in-order" sleep 1000'
  host_reboot one --hard
  on one 'test ! -e /etc/stopped-in-order'
  eventually 30 on one 'docker top survivor'
}

@test "a staged install tree is in place at boot, through links and without changing what is there" {
  tree=$BATS_TEST_TMPDIR/tree
  mkdir -p "$tree/lib/systemd/system" "$tree/etc/systemd/system/multi-user.target.wants" "$tree/root"
  printf '%s\n' '[Service]' 'ExecStart=sleep 1000' >"$tree/lib/systemd/system/staged.service"
  ln -s /lib/systemd/system/staged.service "$tree/etc/systemd/system/multi-user.target.wants"
  host_boot staged --with "$tree"
  run on staged 'systemctl is-active staged; stat -c %a /root; readlink /lib'
  host_stop staged
  [[ $output == $'active\n700\nusr/lib' ]]
}

@test "a name that runs is refused" {
  run ! host_boot one
  [[ $output == *'running already'* ]]
}

@test "a host whose owner has ended is removed by the next call" {
  sleep 1000 &
  owner=$!
  timeout 60 "$launcher" boot "$(host_name orphan)" --suite "$suite" --for $owner
  [[ $("$launcher" list) == *"$(host_name orphan)"* ]]
  kill $owner
  wait $owner || true
  host_boot next
  host_stop next
  [[ $("$launcher" list) != *"$(host_name orphan)"* ]]
}

@test "the list is there for people and for programs" {
  [[ $("$launcher" list | grep "^$(host_name one) ") == *" $suite "*running*" $(host_address one) "* ]]
  run -0 jq -r ".[] | select(.name == \"$(host_name one)\") | .state" <("$launcher" list --json)
  [[ $output == running ]]
}

@test "a stopped host leaves nothing" {
  host_boot gone
  make_image gone demo:left
  on gone 'docker run --detach demo:left'
  # Somebody who still looks on must not keep it from ending.
  on gone 'sleep 1000' 3>&- &
  name=$(host_name gone)
  port=host$(host_address gone | sed 's/.*\.//')
  pid=$("$launcher" list --json | jq -r ".[] | select(.name == \"$name\") | .pid")
  link=$(link_of "$port")
  [[ -n $link ]]
  host_stop gone
  [[ ! -e /proc/$pid/exe ]]
  [[ ! -e /run/berth-hosts/$name ]]
  [[ ! -e ${BERTH_HOST_CACHE:-/var/cache/berth-hosts}/disks/$name ]]
  [[ -z $(find /sys/fs/cgroup -name "*$name*") ]]
  run ! grep "$name" /proc/self/mounts
  # The kernel takes down the network of an ended namespace in its own time.
  is_taken_down() { [[ $(link_of "$port") != "$link" ]]; }
  eventually 30 is_taken_down
}
# Its number: another host may have its name by then.
link_of() { nsenter --net=/run/berth-hosts/.network ip -oneline link show "$1" 2>/dev/null | cut -d: -f1; }
