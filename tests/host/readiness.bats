# Notify: container: the container itself says that it is ready, how it does, and that it still works.
load lib

setup_file() {
  berth_boot one
  # Ready as soon as somebody makes /tmp/go, well until somebody makes /tmp/hang.
  make_notify_image one speaks:latest 'trap "exit 0" TERM
    systemd-notify --status="loading tables"
    until test -e /tmp/go; do sleep 0.1; done
    systemd-notify --ready --status="serving 3 tables"
    until test -e /tmp/hang; do systemd-notify WATCHDOG=1; sleep 0.3; done
    while :; do sleep 1 & wait $!; done'
}
teardown_file() { host_stop_all; }

# berthd has to learn its part first: it mounts no socket into a container yet.

teardown() { on one 'systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload; systemctl start berth'; }

web() { descriptor one web; }
go() { on one 'docker exec web touch /tmp/go'; }
is() { [ "$(on one 'systemctl is-active web')" = "$1" ]; }
shows() { on one 'systemctl status web' | has_line "$1"; }
shown() { on one "systemctl show --property $1 --value web"; }

@test "the unit is ready when the container says so, and shows the container's status" {
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container}}'
  on one 'systemctl start --no-block web'
  eventually 20 shows 'loading tables'
  is activating
  go
  eventually 20 is active
  eventually 20 shows 'serving 3 tables'
  [[ $(property one web StatusText) == *'serving 3 tables'* ]]
  on one 'systemctl stop web'
  is inactive
}

@test "whatever user the container runs as may say so" {
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container, User: "1000:1000", ReadOnly: yes, Tmpfs: "/tmp:mode=1777"}}'
  on one 'systemctl start --no-block web'
  eventually 20 shows 'loading tables'
  go
  eventually 20 is active
}

@test "a container that never says so fails the start when its time is over" {
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container}, Service: {TimeoutStartSec: 6s}}'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  [ "$(property one web Result)" = timeout ]
  on one 'systemctl status web' | has_line 'did not become ready within 6s'
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "a container that asks for more time gets it" {
  make_notify_image one slow:latest 'trap "exit 0" TERM
    for i in 1 2 3 4 5 6 7 8 9 10; do systemd-notify EXTEND_TIMEOUT_USEC=6000000; sleep 1; done
    systemd-notify --ready
    while :; do sleep 1 & wait $!; done'
  web <<<'{Container: {Image: slow, Pull: never, Notify: container}, Service: {TimeoutStartSec: 6s}}'
  before=$EPOCHSECONDS
  on one 'systemctl start web'
  ((EPOCHSECONDS - before >= 9))
}

# How long the unit has been active, in seconds.
age() { echo $(($(on one 'cut -d. -f1 /proc/uptime') - $(shown ActiveEnterTimestampMonotonic) / 1000000)); }
older_than() { (($(age) > $1)); }

@test "a container that stops saying WATCHDOG=1 fails the unit with result watchdog, and Restart brings it back" {
  web <<'YAML'
Container: {Image: speaks, Pull: never, Notify: container, StopTimeout: 1s}
Service: {WatchdogSec: 5s, Restart: on-failure, RestartSec: 100ms}
YAML
  on one 'systemctl start --no-block web'
  eventually 20 shows 'loading tables'
  go
  eventually 20 is active
  eventually 20 older_than 8
  is active
  [ "$(shown NRestarts)" = 0 ]
  id=$(property one web ContainerId)
  on one 'docker exec web touch /tmp/hang'
  eventually 20 on one 'systemctl show --property NRestarts --value web | grep -qx 1'
  eventually 20 shows 'loading tables'
  journal_of one web | has_line "Watchdog timeout"
  journal_of one web | has_line "Failed with result 'watchdog'"
  [ "$(property one web ContainerId)" != "$id" ]
  go
  eventually 20 is active
}

@test "the watchdog is fed while berthd is away" {
  web <<<'{Container: {Image: speaks, Pull: never, Notify: container}, Service: {WatchdogSec: 5s}}'
  on one 'systemctl start --no-block web'
  eventually 20 shows 'loading tables'
  go
  eventually 20 is active
  on one 'systemctl stop berth'
  eventually 20 older_than $(($(age) + 8))
  is active
}

# ill SERVICE-KEYS: a service that is well until somebody touches /tmp/ill.
ill() {
  make_image one ill:latest 'trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'
  web <<<"{Container: {Image: ill, Pull: never, HealthCmd: '! test -e /tmp/ill', HealthInterval: 300ms, HealthRetries: 2, $1}, Service: {RestartSec: 100ms}}"
  on one 'systemctl start web'
}

was_restarted() { [ "$(shown NRestarts)" = "$1" ]; }

@test "HealthOnFailure: restart brings a new container, at once the first time, later the next, and says why" {
  ill 'HealthOnFailure: restart'
  id=$(property one web ContainerId)
  begun=$EPOCHSECONDS
  on one 'docker exec web touch /tmp/ill'
  eventually 20 was_restarted 1
  eventually 20 is active
  [ "$(property one web ContainerId)" != "$id" ]
  [ "$(property one web Result)" = health ]
  # Two at least: it may have failed once more before berthd looks.
  journal_of one web | grep -qE 'unhealthy: the health check failed [2-9] times in a row, the last time with status 1'
  # 10 s after the first, 20 s after the second.
  on one 'docker exec web touch /tmp/ill'
  eventually 40 was_restarted 2
  ((EPOCHSECONDS - begun >= 10))
  # It gets well in time, and nobody touches it.
  on one 'until docker exec web touch /tmp/ill 2>/dev/null; do sleep 0.1; done
    until systemctl show -p StatusText --value web | grep -q unhealthy; do sleep 0.1; done
    docker exec web rm /tmp/ill'
  id=$(property one web ContainerId)
  is_well() { [ "$(property one web Health)" = healthy ] && [[ $(property one web StatusText) != *unhealthy* ]]; }
  eventually 20 is_well
  journal_of one web | has_line 'unhealthy again; restarted in'
  sleep 20
  [ "$(property one web ContainerId)" = "$id" ]
}

@test "without HealthOnFailure an unhealthy container runs on, and its status says so" {
  ill 'HealthOnFailure: none'
  on one 'docker exec web touch /tmp/ill'
  eventually 20 shows 'unhealthy'
  is active
  [ "$(property one web Health)" = unhealthy ]
  [ "$(shown NRestarts)" = 0 ]
}
