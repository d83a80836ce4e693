# Too much of everything: Berth stays small, answers, and leaves nothing behind.
load lib

all=$(seq -s ' ' -f 's%03g' 300)
running=$(seq -s ' ' -f 's%03g' 20)

setup_file() {
  berth_boot one
  on one 'echo "EngineLog: none" >/etc/berth/agent.yaml; systemctl restart berth; cat >/run/bus_calls.py' <"$BATS_TEST_DIRNAME/bus_calls.py"
  eventually 30 engine_is_up one
  make_image one web:latest
  make_image one crash:latest 'echo going; exit 1'
  make_image one flood:latest 'yes "$(printf "%099d" 0)" | head -c 2000000000'
  on one "for service in $all; do echo '{Container: {Image: web, Pull: never}}' >/etc/berth/services/\$service.yaml; done
    systemctl daemon-reload"
  # The generator waits 5 s for all those units.
  eventually 60 on one "systemctl cat $all >/dev/null"
  on one "systemctl start --no-block $running"
  eventually 240 are_running
}
teardown_file() { host_stop_all; }

are_running() { [[ $(on one "systemctl is-active $running | grep -cx active") == 20 ]]; }
container_pids() { on one "docker inspect -f '{{.Name}} {{.State.Pid}}' $running"; }

# in_ms COMMAND…: how long a command takes in the host.
in_ms() {
  on one "begun=\${EPOCHREALTIME/[.,]/}; $* >/dev/null || exit 1; echo \$(((\${EPOCHREALTIME/[.,]/} - begun) / 1000))"
}

# The daemon's CPU time in ms, and the most memory in kB that it ever had.
cpu_ms() { on one 'sed "s/.*) //" /proc/$(systemctl show -p MainPID --value berth)/stat' | awk '{print ($12 + $13) * 10}'; }
is_small() {
  local peak
  peak=$(on one 'awk "/^VmHWM/ {print \$2}" /proc/$(systemctl show -p MainPID --value berth)/status')
  echo "the daemon's peak is $peak kB"
  ((peak <= 40960))
}

@test "300 services, 20 of them running: systemctl and berthctl answer" {
  for command in 'berthctl list' 'berthctl status s001' 'systemctl list-units' 'systemctl status s001'; do
    taken=$(in_ms "$command")
    echo "$command: $taken ms"
    ((taken < 20000))  # how quick it is says scripts/bench; this is about answering at all
  done
  [ "$(on one 'berthctl list | grep -c "^s[0-9]"')" = 300 ]
  is_small
}

@test "10,000 calls on D-Bus are all answered, and the daemon is no larger for it" {
  read -r answers errors taken < <(on one "python3 /run/bus_calls.py many 10000 $all")
  echo "$answers answers in $taken ms"
  [ "$answers $errors" = '10000 0' ]
  is_small
}

@test "a service that crashes whenever it starts: little CPU time, no container left over, the others undisturbed" {
  pids=$(container_pids)
  descriptor one crash <<<'{Unit: {StartLimitIntervalSec: 0}, Container: {Image: crash, Pull: never}, Service: {Restart: always, RestartSec: 100ms}}'
  before=$(cpu_ms)
  on one 'systemctl start --no-block crash; for i in $(seq 50); do docker ps -aq -f name=crash | wc -l; sleep 0.2; done | sort -n | tail -1' >"$BATS_TEST_TMPDIR/most"
  eventually 60 on one '[ $(systemctl show -p NRestarts --value crash) -ge 5 ]'
  taken=$(($(cpu_ms) - before))
  restarts=$(on one 'systemctl show -p NRestarts --value crash; systemctl stop crash' | head -1)
  echo "$restarts restarts, $(<"$BATS_TEST_TMPDIR/most") containers at most, $taken ms of CPU time"
  ((restarts >= 5 && $(<"$BATS_TEST_TMPDIR/most") <= 2 && taken <= 2000))
  [ -z "$(on one 'docker ps -aq -f name=crash')" ]
  [ "$(container_pids)" = "$pids" ]
  [ "$(on one 'ls /run/berth/output | grep -c crash')" = 0 ]
  is_small
}

@test "all descriptors written anew every 100 ms for 10 s: it answers meanwhile, and what was written last counts" {
  before=$(cpu_ms)
  on one "(end=\$((SECONDS + 10)); i=0
    while [ \$SECONDS -lt \$end ]; do
      i=\$((i + 1))
      for service in $all; do echo \"{Container: {Image: web, Pull: never, Environment: {ROUND: \$i}}}\" >/etc/berth/services/\$service.yaml; done
      echo \"{Unit: {Description: version \$i}, Container: {Image: web, Pull: never}}\" >/etc/berth/services/s300.yaml
      sleep 0.1
    done; echo \$i >/run/last) >/dev/null 2>&1 &"
  for _ in 1 2 3 4 5 6 7 8; do
    taken=$(in_ms 'berthctl list')
    echo "berthctl list: $taken ms"
    ((taken < 20000))  # how quick it is says scripts/bench; this is about answering at all
    sleep 1
  done
  eventually 60 on one 'test -e /run/last'
  eventually 60 on one 'test "$(systemctl show -p Description --value s300)" = "version $(cat /run/last)"'
  taken=$(($(cpu_ms) - before))
  echo "$taken ms of CPU time for $(on one 'cat /run/last') times"
  ((taken <= 8000))
  are_running
  is_small
}

@test "a flood of 2 GB into a file that rotates: the disk has what MaxFiles allows, and the daemon stays small" {
  descriptor one flood <<<'{Container: {Image: flood, Pull: never}, Log: {Journal: no, MaxSize: 16M, MaxFiles: 3}}'
  begun=$EPOCHSECONDS
  on one 'systemctl start flood'
  most=0
  while [ "$(on one 'systemctl is-active flood')" = active ] && ((EPOCHSECONDS < begun + 300)); do
    used=$(on one 'cat /root/var/log/flood.log* 2>/dev/null | wc -c')
    ((most >= used)) || most=$used
  done
  [ "$(on one 'systemctl is-active flood')" = inactive ]
  echo "2 GB in $((EPOCHSECONDS - begun)) s, $((most / 1000000)) MB on the disk at most"
  # The file, those beside it, and one that is being compressed; a batch may go beyond MaxSize.
  ((most <= 5 * 17000000))
  is_small
  are_running
  # Compressed with what nobody else wants of the processors.
  eventually 240 on one 'cd /root/var/log; [ "$(echo flood.log*)" = "flood.log flood.log.1.gz flood.log.2.gz flood.log.3.gz" ]'
}
