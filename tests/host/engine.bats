# The engine dies, is restarted, hangs: services come back by themselves, and no line is missing without a word.
load lib

setup_file() {
  berth_boot one
  make_image one web:latest
  make_image one job:latest 'trap "exit 0" TERM; echo begun; sleep 600 & wait $!'
  make_image one flood:latest 'n=0; while :; do n=$((n + 1)); echo "$n xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"; done'
  for service in alpha beta gamma; do
    descriptor one "$service" <<<'{Container: {Image: web, Pull: never}}'
  done
  descriptor one job <<<'{Container: {Image: job, Pull: never}, Service: {Restart: "no"}}'
  descriptor one flood <<<'{Container: {Image: flood, Pull: never}, Log: {Journal: no, MaxSize: none}}'
}
teardown_file() { host_stop_all; }

container_pid() { on one "docker inspect -f '{{.State.Pid}}' $1"; }
all_run() {
  for service in "$@"; do
    [[ $(property one "$service" SubState) == running && $(property one "$service" MainPID) == "$(container_pid "$service")" ]] || return 1
  done
}
engine_pid() { on one 'systemctl show -p MainPID --value docker'; }
kill_engine() {
  local pid
  pid=$(engine_pid)
  on one "systemctl reset-failed docker; kill -$1 $pid"  # its start limit is not what is tested
  eventually 30 on one "docker info >/dev/null 2>&1 && ! kill -0 $pid 2>/dev/null"
}
live_restore() {
  on one 'config=/etc/docker/daemon.json; test -s $config || echo "{}" >$config; jq ". + {\"live-restore\": '"$1"'}" $config >/run/daemon.json && cp /run/daemon.json $config && systemctl reset-failed docker && systemctl restart docker'
  eventually 20 engine_is_up one
}
# What stands between the numbered lines of a file that do not follow one another; nothing may be doubled.
jumps() {
  on one "awk '/^berth: /{gap = 1; print; next} {if (seen && \$1 != last + 1 && !gap) {print \"JUMP from\", last, \"to\", \$0; bad++} if (seen && gap == 0 && \$1 <= last) print \"DOUBLED\", \$0; if (gap != 1 || \$1 > last) last = \$1; seen = 1; if (gap) gap = gap == 1 ? 2 : 0}' /root/var/log/$1.log"
}

@test "without live-restore: killed, restarted or stopped for a while, all services are back by themselves" {
  on one 'systemctl start alpha beta gamma job'
  for deed in kill restart stop; do
    case $deed in
      kill) kill_engine KILL ;;
      restart) on one 'systemctl reset-failed docker; systemctl restart docker' ;;
      stop) on one 'systemctl reset-failed docker; systemctl stop docker.socket docker; sleep 3; systemctl start docker.socket docker' ;;
    esac
    eventually 20 engine_is_up one
    eventually 10 all_run alpha beta gamma job
    echo "after $deed: restarts $(on one 'systemctl show -p NRestarts --value alpha beta job | xargs')"
  done
  # The truth: three ends by SIGPWR, of which systemd brought it back.
  [ "$(on one 'systemctl show -p NRestarts --value alpha')" = 3 ]
  [ "$(on one 'docker ps -aq | wc -l')" = 4 ]
  journal_of one job | has_line 'the Docker engine went down and took the container with it'
  on one 'systemctl stop job; test $(systemctl is-active job) = inactive'
}

@test "an end of the container's own is none of the engine's" {
  on one 'docker kill beta'
  eventually 10 on one 'test "$(systemctl is-active beta)" = failed'
  [ "$(on one 'systemctl show -p NRestarts --value beta')" = 3 ]
  on one 'systemctl reset-failed beta'
}

@test "with live-restore a flood keeps its PID when the engine is killed, and what is missing is named" {
  live_restore true
  on one 'systemctl start alpha flood'
  pid=$(container_pid flood)
  other=$(container_pid alpha)
  for _ in 1 2 3; do
    sleep 1
    kill_engine KILL
    eventually 20 engine_is_up one
    eventually 10 all_run flood alpha
  done
  [ "$(container_pid flood)" = "$pid" ]
  [ "$(container_pid alpha)" = "$other" ]
  sleep 1
  on one 'systemctl stop flood'
  jumps flood
  [ "$(on one 'grep -c "^berth: lines of flood may be missing between" /root/var/log/flood.log')" -ge 3 ]
  [ "$(jumps flood | grep -cE "^(JUMP|DOUBLED)")" = 0 ]
  [ "$(on one 'systemctl show -p NRestarts --value flood')" = 0 ]
}

@test "an engine that hangs for a while harms nothing" {
  pid=$(container_pid alpha)
  restarts=$(on one 'systemctl show -p NRestarts --value alpha')
  engine=$(engine_pid)
  on one "kill -STOP $engine"
  # Two minutes are for one of the suites: they cost all the others time.
  if [[ $suite == trixie ]]; then sleep 120; else sleep 20; fi
  on one 'systemctl is-active alpha berth && systemctl status alpha >/dev/null'
  on one "kill -CONT $engine"
  eventually 30 engine_is_up one
  eventually 10 all_run alpha
  [ "$(container_pid alpha)" = "$pid" ]
  [ "$(on one 'systemctl show -p NRestarts --value alpha')" = "$restarts" ]
  on one 'systemctl restart alpha; systemctl is-active alpha'
}

@test "the engine is upgraded by apt: services live on with live-restore, and come back by themselves without" {
  for kept in true false; do
    live_restore $kept
    eventually 30 engine_is_up one
    on one 'systemctl start alpha'
    eventually 10 all_run alpha
    pid=$(container_pid alpha)
    engine=$(engine_pid)
    on one 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --reinstall --no-download docker.io containerd && systemctl restart docker'
    [ "$(engine_pid)" != "$engine" ]
    eventually 30 engine_is_up one
    eventually 20 all_run alpha
    [[ $kept == false || $(container_pid alpha) == "$pid" ]]
  done
  live_restore true
  eventually 30 engine_is_up one
  eventually 20 all_run alpha
}

@test "containerd is killed: containers run on, or come back by themselves" {
  on one 'pid=$(systemctl show -p MainPID --value containerd); test $pid != 0; kill -9 $pid'
  eventually 30 on one 'systemctl is-active containerd docker'
  eventually 20 engine_is_up one
  eventually 20 all_run alpha
  on one 'systemctl restart alpha; systemctl stop alpha'
  [ -z "$(on one 'docker ps -aq -f name=alpha')" ]
}
