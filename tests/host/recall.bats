# Lines that came while nobody read them: they are taken from the engine's own log, each once.
load lib

setup_file() {
  berth_boot one
  # Numbered lines, a thousand in a second, every tenth on standard error.
  make_image one brook:latest 'trap "exit 0" TERM; i=0; while :; do
    for _ in 1 2 3 4 5 6 7 8 9; do i=$((i + 1)); echo $i of them; done; i=$((i + 1)); echo $i of them >&2; usleep 10000; done'
}
teardown_file() { host_stop_all; }
teardown() { on one 'systemctl stop "brook*"; rm -f /etc/berth/services/*.yaml /root/var/log/brook* /etc/berth/agent.yaml; systemctl daemon-reload; systemctl restart berth'; }

# holes: how many numbers are missing in the file, and how many come twice. The engine itself does not keep the order of
# the two streams among each other.
holes() {
  on one 'sed -n "s/ of them$//p" /root/var/log/brook.log | sort -n | awk "
    \$1 == last {doubled++} \$1 > last + 1 {missing += \$1 - last - 1} {last = \$1} END {print missing + 0, doubled + 0}"'
}
records() { on one 'grep -a "^berth: " /root/var/log/brook.log || true'; }
is_read() { on one 'before=$(wc -l </root/var/log/brook.log); sleep 0.5; [ $(wc -l </root/var/log/brook.log) -gt $before ]'; }

@test "while berth is stopped the engine keeps the lines, and they are put in their place when it is back" {
  descriptor one brook <<<'{Container: {Image: brook, Pull: never}, Log: {MaxSize: none}}'
  on one 'systemctl start brook'
  eventually 20 is_read
  for _ in 1 2 3; do
    on one 'systemctl stop berth; sleep 2; systemctl start berth'
    eventually 20 is_read
  done
  on one 'systemctl stop brook'
  echo "missing, doubled: $(holes) of $(on one 'wc -l </root/var/log/brook.log') lines"
  [ "$(holes)" = '0 0' ]
  [ -z "$(records)" ]
  journal_of one brook | grep -E '[0-9]+ lines are from the engine.s own log: the way to its output was lost'
}

@test "a service that says nothing meanwhile has nothing to be told of" {
  make_image one quiet:latest 'trap "exit 0" TERM; echo up; while :; do sleep 1 & wait $!; done'
  descriptor one brook <<<'{Container: {Image: quiet, Pull: never}}'
  on one 'systemctl start brook'
  eventually 20 on one 'grep -q up /root/var/log/brook.log'
  on one 'systemctl stop berth; systemctl start berth'
  eventually 20 engine_is_up one
  on one 'echo again | docker exec -i brook sh -c "cat >/proc/1/fd/1"'
  eventually 20 on one 'grep -q again /root/var/log/brook.log'
  [ "$(on one 'cat /root/var/log/brook.log')" = $'up\nagain' ]
}

@test "without an engine log the gap is told" {
  descriptor one brook <<<'{Container: {Image: brook, Pull: never}, Log: {MaxSize: none}}'
  on one 'echo "EngineLog: none" >/etc/berth/agent.yaml; systemctl restart berth; systemctl start brook'
  eventually 20 is_read
  on one 'systemctl stop berth; sleep 1; systemctl start berth'
  eventually 20 is_read
  on one 'systemctl stop brook'
  read -r missing doubled < <(holes)
  echo "missing $missing, doubled $doubled"
  ((missing > 0 && doubled == 0))
  records | has_line "the way to its output was lost, and the engine's own log cannot be read: "
}

@test "an engine that is killed under live-restore: what may be missing is told, and nothing is doubled" {
  on one 'config=/etc/docker/daemon.json; jq ". + {\"live-restore\": true}" $config >/run/daemon.json && cp /run/daemon.json $config || echo "{\"live-restore\": true}" >$config
    systemctl restart docker'
  eventually 20 engine_is_up one
  descriptor one brook <<<'{Container: {Image: brook, Pull: never}, Log: {MaxSize: none}}'
  on one 'systemctl start brook'
  eventually 20 is_read
  for _ in 1 2 3; do
    engine=$(on one 'systemctl show -p MainPID --value docker')
    on one "kill -9 $engine; systemctl reset-failed docker"
    eventually 60 on one "systemctl is-active docker && test \$(systemctl show -p MainPID --value docker) != $engine"
    eventually 30 engine_is_up one
    eventually 30 is_read
  done
  on one 'systemctl stop brook'
  read -r missing doubled < <(holes)
  echo "missing $missing, doubled $doubled"
  records
  ((doubled == 0))
  records | has_line 'may be missing between'
}
