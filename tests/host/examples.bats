#!/usr/bin/env bats
# The examples, as their READMEs say and as scripts/deploy does: what is shown to people has to work.

bats_require_minimum_version 1.5.0

setup_file() {
  load lib
  local source=$BATS_TEST_DIRNAME/../..
  host_boot server --with "${BERTH_TREE:-$source/build/host/tree}"
  host_boot laptop
  for name in server laptop; do
    tar -C "$source" -cf - examples scripts/deploy | on $name 'tar -C /root -xf -'
  done
  on laptop "echo $(host_address server) server >>/etc/hosts"
  registry_start server
  on server 'systemctl enable --now berth'
}

teardown_file() {
  load lib
  host_stop_all
}

setup() { load lib; }

@test "the examples are clean" {
  run -0 on server 'berthctl check /root/examples'
  [[ $output == *"$(on server 'find /root/examples -name "*.yaml" | wc -l') descriptors checked, nothing wrong"* ]]
}

@test "the examples are installed, and clean there, too" {
  on server 'test -d /usr/share/doc/berth' || skip 'the tree has no documents'
  on server 'berthctl check /usr/share/doc/berth/examples'
  on server 'diff -r /root/examples /usr/share/doc/berth/examples'
}

@test "hello comes over ssh with scripts/deploy" {
  on server '/root/examples/hello/image.sh --push 1'
  run -0 on laptop 'cd examples/hello && ../../scripts/deploy server hello.yaml hello.env'
  [[ $output == *'active (running)'* ]]
  eventually 20 on laptop 'curl -sf http://server:8080/'
  [[ $(on laptop 'curl -sf http://server:8080/') == 'Hello from Berth, version 1' ]]
  [[ $(on server 'stat -c %a /root/hello/hello.env') == 600 ]]
  [[ $(on server 'systemctl is-enabled hello') == enabled ]]
  [[ $(on server 'ls /tmp') != *tmp.* ]]
}

@test "deploying hello once more is an upgrade" {
  on server '/root/examples/hello/image.sh --push 2'
  on laptop 'cd examples/hello && ../../scripts/deploy server hello.yaml hello.env'
  eventually 20 on laptop 'curl -sf http://server:8080/'
  [[ $(on laptop 'curl -sf http://server:8080/') == *'version 2' ]]
  eventually 20 on server 'grep -q "open, version 2" /root/var/log/hello.log'
}

@test "a wrong descriptor is refused before anything on the host has changed" {
  on laptop "sed 's/Image:/Imgae:/' examples/hello/hello.yaml >/tmp/hello.yaml"
  run ! on laptop 'examples/../scripts/deploy server /tmp/hello.yaml'
  [[ $output == *'did you mean "Image"?'* ]]
  on server 'diff /root/examples/hello/hello.yaml /etc/berth/services/hello.yaml'
  on server 'systemctl is-active hello'
}

@test "museum without its configuration fails, and names the file" {
  on server 'cd examples/museum && ./image.sh --push && cp museum.yaml /etc/berth/services/ && systemctl daemon-reload'
  run ! on server 'systemctl start museum'
  run on server 'systemctl status museum'
  [[ $output == *'Config: /root/museum/museum.conf: No such file or directory'* ]]
}

@test "museum is ready only when it is healthy" {
  on server 'install -D -m 600 examples/museum/museum.conf /root/museum/museum.conf'
  on server 'systemctl start --no-block museum'
  # Another start waits for the one under way, and once it is there, the answer is.
  on server 'systemctl start museum && curl -sf http://127.0.0.1:8081/ping'
  # Not before its page was there. By the times: the two seconds of warming up may be over before anybody looks.
  local page entered
  page=$(on server 'stat -c %.6Y /proc/$(docker inspect -f "{{.State.Pid}}" museum)/root/api/ping')
  entered=$(on server 'busctl get-property org.freedesktop.systemd1 /org/freedesktop/systemd1/unit/museum_2eservice \
    org.freedesktop.systemd1.Unit ActiveEnterTimestamp')
  ((${entered#t } > ${page/./}))
  [[ $(on server 'berthctl status --json museum | jq -r .[0].Health') == healthy ]]
  [[ $(on server 'curl -sf http://127.0.0.1:8081/') == "The harbour museum, production, on $(host_name server)" ]]
  eventually 20 on server 'curl -sf http://127.0.0.1:2112/metrics'
  [[ $(on server 'curl -sf http://127.0.0.1:2112/metrics') == 'museum_up 1' ]]
}

@test "museum sees its configuration, and can't change it" {
  run -1 on server 'docker exec museum sh -c "echo more >>/museum.conf"'
  refuses() { on server 'docker exec museum sh -c "echo more >>/museum.conf" 2>&1' | has_line 'Read-only file system'; }
  reads() { [[ $(on server 'docker exec museum cat /museum.conf') == $(on server 'cat examples/museum/museum.conf') ]]; }
  eventually 20 refuses # Docker 20.10 now and then shows nothing
  eventually 20 reads
}

@test "museum's volume outlives a restart, and its container does not" {
  on server 'docker exec museum touch /data/kept /gone'
  on server 'systemctl restart museum'
  on server 'docker exec museum test -e /data/kept'
  run ! on server 'docker exec museum test -e /gone'
}

@test "stopped, both leave no container" {
  on server 'systemctl disable --now hello museum'
  [[ -z $(on server 'docker ps --all --quiet') ]]
  [[ $(on server 'tail -n 1 /root/var/log/museum.log') == closing ]]
}

@test "nightly makes its backup, when it is deployed only at its time" {
  on server '/root/examples/nightly/image.sh --push; mkdir -p /root/museum /root/backup; touch /root/museum/sheet'
  run -0 on laptop 'cd examples/nightly && ../../scripts/deploy server nightly.yaml'
  [[ $output == *nightly.timer*nightly.service* ]]
  [[ $(on server 'systemctl is-enabled nightly.timer; ls /root/backup') == enabled ]]
  on server 'systemctl start nightly'
  eventually 20 on server 'berthctl logs nightly | grep "packed . files"'
  eventually 20 eval '[[ $(on server "berthctl status nightly") == *"success after"* ]]'
}
