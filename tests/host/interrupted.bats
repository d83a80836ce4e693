# kill -9 of berthd in the middle of a start or a restart: the next one goes on with it, and nothing is done twice.
load lib

here=127.0.0.1:5001

setup_file() {
  berth_boot one
  registry_start one
  faulty_start one
}
teardown_file() { host_stop_all; }
setup() { faulty one '{}'; }
teardown() { on one 'systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload; docker ps -aq | xargs -r docker rm -f >/dev/null'; }

web() { descriptor one web; }
is() { [ "$(on one 'systemctl is-active web')" = "$1" ]; }
pid_of() { on one "docker inspect -f '{{.State.Pid}}' web"; }
prepares() { [ "$(property one web SubState)" = preparing ]; }
shows() { on one 'systemctl status web' | has_line "$1"; }
# The next one is there, and has found the engine.
kill_berthd() {
  on one 'kill -9 $(systemctl show -p MainPID --value berth)'
  eventually 30 engine_is_up one
}
serves() { on one 'curl -fs -m 10 http://127.0.0.1:8080/ >/dev/null'; }
is_created() { [ "$(on one 'docker ps -a --format "{{.Names}} {{.State}}"')" = 'web created' ]; }
is_alone() { [ "$(on one 'docker ps -a --format "{{.Names}} {{.State}}"')" = 'web running' ]; }

@test "a start that waits for the container's own word goes on with the same process" {
  make_notify_image one speaks:latest 'trap "exit 0" TERM
    systemd-notify --status="loading tables"
    until test -e /tmp/go; do sleep 0.1; done
    systemd-notify --ready --status="serving 3 tables"
    while :; do sleep 1 & wait $!; done'
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container}}'
  on one 'systemctl start --no-block web'
  eventually 20 shows 'loading tables'
  pid=$(pid_of)
  kill_berthd
  eventually 20 shows 'loading tables'
  is activating
  on one 'docker exec web touch /tmp/go'
  eventually 20 is active
  eventually 20 shows 'serving 3 tables'
  [ "$(pid_of)" = "$pid" ]
  is_alone
}

@test "the word that came while berthd was away is not lost" {
  make_notify_image one speaks:latest 'trap "exit 0" TERM
    until test -e /tmp/go; do sleep 0.1; done
    systemd-notify --ready --status="serving 3 tables"
    touch /tmp/said
    while :; do sleep 1 & wait $!; done'
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container}}'
  on one 'systemctl start --no-block web'
  eventually 20 on one 'docker exec web true'
  pid=$(pid_of)
  # Nobody listens but the holder.
  on one 'systemctl stop berth; docker exec web touch /tmp/go'
  eventually 20 on one 'docker exec web test -e /tmp/said'
  on one 'systemctl start berth'
  eventually 20 is active
  eventually 20 shows 'serving 3 tables'
  [ "$(pid_of)" = "$pid" ]
  is_alone
}

@test "a start that waits for the health check goes on with the same process" {
  make_image one ill:latest 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'
  web <<<'{Container: {Image: ill, Pull: never, Notify: healthy, HealthCmd: "test -e /tmp/well", HealthInterval: 300ms, HealthStartPeriod: 60s}}'
  on one 'systemctl start --no-block web'
  eventually 20 on one 'docker exec web true'
  pid=$(pid_of)
  kill_berthd
  is activating
  on one 'docker exec web touch /tmp/well'
  eventually 20 is active
  [ "$(pid_of)" = "$pid" ]
  is_alone
}

# containerd is held: its part of the start takes as long as we want.
@test "a restart ends what the engine was in the course of starting in order, and no line of it is lost" {
  make_image one counts:latest 'trap "echo over; exit 0" TERM; while :; do echo "line $((n += 1))"; sleep 0.02 & wait $!; done'
  web <<<'{Container: {Image: counts, Pull: never}, Log: {Journal: no}}'
  containerd=$(on one 'systemctl show -p MainPID --value containerd')
  on one "kill -STOP $containerd; systemctl start --no-block web"
  eventually 20 is_created
  on one 'kill -9 $(systemctl show -p MainPID --value berth); systemctl restart --no-block web; sleep 2'
  on one "kill -CONT $containerd"
  eventually 30 is active
  eventually 20 is_alone
  # Before it has its trap there is no last word.
  eventually 20 on one 'docker logs web 2>&1 | grep -q "^line"'
  on one 'systemctl stop web'
  # Docker 20.10 goes on with the start, 26 gives it up: each run has all its lines, in order, and its last word, but for
  # one that was told to end before it had its trap, and had to be killed.
  on one 'cat /root/var/log/web.log'
  on one 'tail -n 1 /root/var/log/web.log' | has_line over
  on one "awk '/^line/ {if (\$2 != 1 && \$2 != n + 1) exit 1; n = \$2} /^berth/ {exit 1}' /root/var/log/web.log"
  local begun over killed
  begun=$(on one 'grep -cx "line 1" /root/var/log/web.log')
  over=$(on one 'grep -c "^over" /root/var/log/web.log')
  killed=$(journal_of one web | grep -c 'was killed (StopTimeout)' || true)
  ((over + killed >= begun))
}

@test "a start whose image is being pulled goes on with the pull" {
  publish_image one web 4
  web <<<"{Container: {Image: $here/web}}"
  faulty one '{"rate": 100000}'
  on one 'systemctl start --no-block web'
  eventually 20 shows 'pulling'
  kill_berthd
  faulty one '{}'
  eventually 30 is active
  is_alone
  [ "$(on one 'systemctl show -p NRestarts --value web')" = 0 ]
}

@test "a restart that is being prepared goes on, and what runs serves on until then" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl start web'
  pid=$(pid_of)
  publish_image one web 4
  faulty one '{"rate": 100000}'
  on one 'systemctl restart --no-block web'
  eventually 20 prepares
  kill_berthd
  eventually 20 prepares
  [ "$(pid_of)" = "$pid" ]
  serves
  faulty one '{}'
  is_new() { is active && [ "$(pid_of)" != "$pid" ] && is_alone; }
  eventually 30 is_new
  eventually 20 serves
}
