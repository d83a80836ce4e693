# What holds when something dies: the daemon, a holder, the engine, the host.
load lib

setup_file() {
  berth_boot one
  make_image one web:latest
  for service in alpha beta; do
    descriptor one "$service" <<<'{Container: {Image: web, Pull: never}, Service: {Restart: on-failure, RestartSec: 200ms}, Install: {WantedBy: multi-user.target}}'
  done
  on one 'systemctl start alpha beta'
}
teardown_file() { host_stop_all; }

container_pid() { on one "docker inspect -f '{{.State.Pid}}' $1"; }
is_adopted() { [[ $(property one "$1" SubState) == running && $(property one "$1" MainPID) == "$(container_pid "$1")" ]]; }
# is_replaced SERVICE PID: another container has taken the place of the one with that process.
is_replaced() { is_adopted "$1" && [ "$(container_pid "$1")" != "$2" ]; }

@test "kill -9 of berthd: same containers, same holders, units active throughout, and stop works after" {
  pid=$(container_pid alpha)
  holder=$(on one 'systemctl show -p MainPID --value alpha')
  for _ in 1 2 3; do
    on one 'kill -9 $(systemctl show -p MainPID --value berth); systemctl is-active alpha && systemctl is-active beta'
    eventually 20 is_adopted alpha
    eventually 20 is_adopted beta
  done
  [ "$(container_pid alpha)" = "$pid" ]
  [ "$(on one 'systemctl show -p MainPID --value alpha')" = "$holder" ]
  [ "$(on one 'systemctl show -p NRestarts --value alpha')" = 0 ]
  on one 'echo from inside | docker exec -i alpha sh -c "cat >/proc/1/fd/1"'
  eventually 20 on one 'grep -q "from inside" /root/var/log/alpha.log'
  on one 'systemctl stop alpha'
  [ -z "$(on one 'docker ps -aq -f name=alpha')" ]
  on one 'systemctl start alpha'
}

@test "a stop while berthd is away brings it back, and the container goes" {
  on one 'systemctl stop berth; systemctl stop alpha'
  [ -z "$(on one 'docker ps -aq -f name=alpha')" ]
  # It serves holders a moment before it says that it is ready.
  eventually 20 on one 'systemctl is-active berth'
  on one 'systemctl start alpha'
}

@test "a holder that is killed takes its container with it, and Restart= brings both back" {
  pid=$(container_pid beta)
  on one 'kill -9 $(systemctl show -p MainPID --value beta)'
  eventually 20 is_replaced beta "$pid"
  [ "$(on one 'docker ps -q -f name=beta' | wc -l)" = 1 ]
}

@test "somebody removes the container behind our back: the unit fails and is restarted" {
  on one 'docker rm -f beta'
  eventually 20 is_adopted beta
  journal_of one beta | grep -Eq 'the container (was ended by SIGKILL|is gone)'
}

@test "with the engine down a start waits, says so, and goes on when the engine comes" {
  on one 'systemctl stop alpha beta; systemctl stop docker.socket docker'
  eventually 20 on one '[ "$(busctl get-property org.berth1 /org/berth1 org.berth1.Manager EngineState)" = "s \"away\"" ]'
  on one 'systemctl mask --runtime --quiet docker.socket docker.service; systemctl start --no-block alpha'
  eventually 20 on one 'systemctl status alpha | grep -q "waiting for the Docker engine"'
  on one 'systemctl unmask --runtime --quiet docker.socket docker.service; systemctl start docker'
  eventually 40 is_adopted alpha
  on one 'systemctl start beta'
}

@test "an engine that died comes back at once, although a service is being stopped or restarted" {
  for verb in stop restart; do
    on one 'systemctl reset-failed docker; systemctl start alpha'
    eventually 20 is_adopted alpha
    engine=$(on one 'systemctl show -p MainPID --value docker')
    on one "kill -9 $engine; systemctl $verb --no-block alpha"
    # A start of the engine that waited for the service would wait for its TimeoutStopSec: 40 s.
    eventually 30 on one "! kill -0 $engine 2>/dev/null && systemctl is-active docker"
    eventually 20 engine_is_up one
    eventually 40 on one '[ -z "$(systemctl list-jobs --no-legend)" ]'
  done
  eventually 40 is_adopted alpha
  on one 'systemctl reset-failed docker; systemctl start beta'
  eventually 20 is_adopted beta
}

@test "with live-restore an engine that is killed leaves its containers, and their lines are read again" {
  on one 'config=/etc/docker/daemon.json; jq ". + {\"live-restore\": true}" $config >/run/daemon.json && cp /run/daemon.json $config || echo "{\"live-restore\": true}" >$config
    systemctl restart docker'
  eventually 20 engine_is_up one
  on one 'systemctl start alpha'
  eventually 20 is_adopted alpha
  pid=$(container_pid alpha)
  engine=$(on one 'systemctl show -p MainPID --value docker')
  on one "kill -9 $engine"
  # systemd brings it back by itself.
  eventually 30 on one "docker info >/dev/null 2>&1 && ! kill -0 $engine 2>/dev/null"
  eventually 20 engine_is_up one
  [ "$(container_pid alpha)" = "$pid" ]
  [ "$(on one 'systemctl is-active alpha')" = active ]
  reads_again() {
    on one 'echo after the engine | docker exec -i alpha sh -c "cat >/proc/1/fd/1"'
    on one 'grep -q "after the engine" /root/var/log/alpha.log'
  }
  eventually 20 reads_again
  eventually 20 eval "journal_of one alpha | has_line 'after the engine'"
}

@test "reboot: what was enabled is back, one container each; what was not is not" {
  on one 'systemctl enable alpha; systemctl disable beta'
  host_reboot one
  eventually 60 is_adopted alpha
  [ "$(on one 'docker ps -q' | wc -l)" = 1 ]
  [ "$(on one 'systemctl is-active beta')" = inactive ]
  host_reboot one --hard
  eventually 60 is_adopted alpha
  [ "$(on one 'docker ps -aq' | wc -l)" = 1 ]
}
