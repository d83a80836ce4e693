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
  eventually 60 on one "docker info >/dev/null 2>&1 && ! kill -0 $pid 2>/dev/null"
}
live_restore() {
  on one 'config=/etc/docker/daemon.json; test -s $config || echo "{}" >$config; jq ". + {\"live-restore\": '"$1"'}" $config >/run/daemon.json && cp /run/daemon.json $config && systemctl reset-failed docker && systemctl restart docker'
  eventually 60 engine_is_up one
}
# says SERVICE TEXT: this run of it has come so far; before, its program may not have its trap yet.
says() { on one "docker logs $1 2>&1 | grep -q '$2'"; }
has_gaps() { on one "[ \$(grep -c -m $2 '^berth: lines of $1 may be missing between' /root/var/log/$1.log) = $2 ]"; }
# What stands between the numbered lines of a file that do not follow one another; nothing may be doubled. A line of which
# only a piece is there is one more jump, unless it is next to a gap: the engine was killed in the middle of reading it.
jumps() {
  local program='
    /^berth: / {gap = 1; torn = ""; print; next}
    length($0) != length($1) + 57 {if (gap != 1) torn = $0; next}
    torn != "" {print "JUMP torn", torn; torn = ""}
    {
      if (seen && $1 != last + 1 && !gap) print "JUMP from", last, "to", $0
      if (seen && gap == 0 && $1 <= last) print "DOUBLED", $0
      if (gap != 1 || $1 > last) last = $1
      seen = 1
      if (gap) gap = gap == 1 ? 2 : 0
    }
    END {if (torn != "") print "JUMP torn", torn}'
  patience=300 on one "awk $(printf %q "$program") /root/var/log/$1.log"
}

@test "without live-restore: killed, restarted or stopped for a while, all services are back by themselves" {
  on one 'systemctl start alpha beta gamma job'
  for deed in kill restart stop; do
    case $deed in
      kill) kill_engine KILL ;;
      restart) on one 'systemctl reset-failed docker; systemctl restart docker' ;;
      stop) on one 'systemctl reset-failed docker; systemctl stop docker.socket docker; sleep 3; systemctl start docker.socket docker' ;;
    esac
    eventually 60 engine_is_up one
    eventually 60 all_run alpha beta gamma job
    echo "after $deed: restarts $(on one 'systemctl show -p NRestarts --value alpha beta job | xargs')"
  done
  # The truth: three ends by SIGPWR, of which systemd brought it back.
  [ "$(on one 'systemctl show -p NRestarts --value alpha')" = 3 ]
  [ "$(on one 'docker ps -aq | wc -l')" = 4 ]
  journal_of one job | has_line 'the Docker engine went down and took the container with it'
  eventually 20 says job begun
  on one 'systemctl stop job; test $(systemctl is-active job) = inactive'
}

@test "an end of the container's own is none of the engine's" {
  on one 'docker kill beta'
  eventually 20 on one 'test "$(systemctl is-active beta)" = failed'
  [ "$(on one 'systemctl show -p NRestarts --value beta')" = 3 ]
  on one 'systemctl reset-failed beta'
}

@test "with live-restore a flood keeps its PID when the engine is killed, and what is missing is named" {
  live_restore true
  on one 'systemctl start alpha flood'
  # This restart of the engine was still one without.
  eventually 60 all_run alpha flood
  pid=$(container_pid flood)
  other=$(container_pid alpha)
  for round in 1 2 3; do
    sleep 1
    kill_engine KILL
    eventually 60 engine_is_up one
    eventually 60 all_run flood alpha
    # Killed before its output is read again, it would leave one gap for two kills.
    eventually 60 has_gaps flood "$round"
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
  eventually 60 engine_is_up one
  eventually 60 all_run alpha
  [ "$(container_pid alpha)" = "$pid" ]
  [ "$(on one 'systemctl show -p NRestarts --value alpha')" = "$restarts" ]
  on one 'systemctl restart alpha; systemctl is-active alpha'
}

@test "the engine is upgraded by apt: services live on with live-restore, and come back by themselves without" {
  for kept in true false; do
    live_restore $kept
    on one 'systemctl start alpha'
    eventually 60 all_run alpha
    pid=$(container_pid alpha)
    engine=$(engine_pid)
    patience=300 on one 'DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --reinstall --no-download docker.io containerd &&
      systemctl reset-failed docker && systemctl restart docker'
    [ "$(engine_pid)" != "$engine" ]
    eventually 60 engine_is_up one
    eventually 60 all_run alpha
    [[ $kept == false || $(container_pid alpha) == "$pid" ]]
  done
  live_restore true
  eventually 60 all_run alpha
}

# containerd_is_new PID: there is another, and the engine has found it: a command in a container goes through both.
containerd_is_new() {
  on one "new=\$(systemctl show -p MainPID --value containerd); test \$new != 0 && test \$new != $1 &&
    test \"\$(systemctl is-active containerd docker | sort -u)\" = active && docker exec alpha true"
}

@test "containerd is killed: containers run on, or come back by themselves" {
  pid=$(on one 'systemctl show -p MainPID --value containerd')
  [ "$pid" != 0 ]
  on one "kill -9 $pid"
  eventually 60 containerd_is_new "$pid"
  eventually 60 engine_is_up one
  eventually 60 all_run alpha
  on one 'systemctl restart alpha; systemctl stop alpha'
  [ -z "$(on one 'docker ps -aq -f name=alpha')" ]
}
