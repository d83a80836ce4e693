# PreRun, and systemctl reload: what runs beside the container's own program.
load lib

setup_file() {
  berth_boot one
  # Counts what SIGHUP and its own reload do, and has commands that fail.
  make_image one app:latest 'case "$1" in
      upgrade) echo "upgrade of $KEY: $(cat /data/rows)"; echo migrated >/data/rows; exit 0;;
      fail) echo "no such table"; exit 7;;
      slow) trap "echo interrupted; exit 1" TERM; echo "slowly"; sleep 600 & wait $!;;
    esac
    trap "exit 0" TERM; trap "echo hup" HUP
    echo "up with $(cat /data/rows 2>/dev/null)"; while :; do sleep 1 & wait $!; done' 'ENTRYPOINT ["/bin/sh", "/run.sh"]'
  on one 'mkdir -p /root/data'
}
teardown_file() { host_stop_all; }
setup() { on one 'echo raw >/root/data/rows'; }
teardown() { on one 'systemctl stop app 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml /root/var/log/app.log; systemctl daemon-reload'; }

app() { descriptor one app <<<"{Container: {Image: app, Pull: never, Volume: '/root/data:/data', Environment: {KEY: x}, $1}}"; }
# log_has_twice LINE
log_has_twice() { [ "$(on one "grep -cxF '$1' /root/var/log/app.log")" = 2 ]; }
log_has() { on one "grep -qxF '$1' /root/var/log/app.log"; }
no_container_is_left() { [ -z "$(on one 'docker ps -aq')" ]; }

@test "a command before the start sees what the service sees, and its lines are in the log before the service's" {
  app "PreRun: upgrade"
  on one 'systemctl start app'
  eventually 20 log_has 'up with migrated'
  [ "$(on one 'cat /root/var/log/app.log')" = $'upgrade of x: raw\nup with migrated' ]
  [ "$(on one 'docker ps -a --format "{{.Names}}"')" = app ]
}

@test "one that fails ends the start with its status, and nothing is left" {
  app "PreRun: [upgrade, fail]"
  run on one 'systemctl start app'
  [ "$status" -ne 0 ]
  on one 'systemctl status app || true' | has_line 'PreRun 2 of 2 (fail) exited with status 7'
  [ "$(on one 'systemctl show -p ExecMainStatus --value app')" = 7 ]
  log_has 'no such table'
  no_container_is_left
}

@test "one with a minus may fail, and the journal says so" {
  app "PreRun: -fail"
  on one 'systemctl start app'
  journal_of one app | has_line 'PreRun 1 of 1 (fail) exited with status 7: going on all the same (-)'
}

@test "it may take as long as TimeoutStartSec says, and a stop ends it" {
  descriptor one app <<<'{Container: {Image: app, Pull: never, PreRun: slow}, Service: {TimeoutStartSec: 8}}'
  run on one 'systemctl start app'
  [ "$status" -ne 0 ]
  [ "$(property one app Result)" = timeout ]
  on one 'systemctl status app || true' | has_line 'PreRun 1 of 1 (slow) did not end within 8s (TimeoutStartSec)'
  log_has interrupted
  eventually 20 no_container_is_left
  descriptor one app <<<'{Container: {Image: app, Pull: never, PreRun: slow}}'
  on one 'systemctl reset-failed app; systemctl start --no-block app'
  eventually 20 log_has_twice slowly
  on one 'systemctl stop app'
  no_container_is_left
  log_has_twice interrupted
}

@test "in a restart it runs between the two, and a daemon that is killed meanwhile begins it anew" {
  app "PreRun: upgrade"
  on one 'systemctl start app'
  on one 'systemctl restart app'
  eventually 20 on one 'test "$(grep -c "^up with" /root/var/log/app.log)" = 2'
  app "PreRun: slow"
  on one 'systemctl restart --no-block app'
  eventually 20 on one 'docker ps --format "{{.Names}}" | grep -qx app.berth-pre-run'
  app "PreRun: upgrade"
  on one 'kill -9 $(systemctl show -p MainPID --value berth)'
  eventually 60 on one 'test "$(systemctl is-active app)" = active'
  # The one before goes when this one is ready, and nobody waits for that.
  eventually 20 on one 'test "$(docker ps -a --format "{{.Names}}")" = app'
}

@test "systemctl reload runs the command in the container, which goes on" {
  app "ReloadCmd: [sh, -c, 'pwd >/data/where'], ReloadWorkingDir: /etc"
  on one 'systemctl start app'
  pid=$(on one "docker inspect -f '{{.State.Pid}}' app")
  on one 'systemctl reload app'
  [ "$(on one 'cat /root/data/where')" = /etc ]
  [ "$(on one "docker inspect -f '{{.State.Pid}}' app")" = "$pid" ]
  journal_of one app | has_line 'reloaded (sh)'
}

@test "a reload that fails says why, and the service runs on" {
  app "ReloadCmd: [sh, -c, 'echo line 3 is wrong >&2; exit 5']"
  on one 'systemctl start app'
  run on one 'systemctl reload app'
  [ "$status" -ne 0 ]
  [ "$(on one 'systemctl is-active app')" = active ]
  on one 'systemctl status app' >"$BATS_TEST_TMPDIR/status"
  has_line 'reload failed: sh exited with status 5' <"$BATS_TEST_TMPDIR/status"
  has_line 'line 3 is wrong' <"$BATS_TEST_TMPDIR/status"
}

@test "a reload that hangs is killed in the container after TimeoutStartSec, and the service goes on" {
  descriptor one app <<<"{Container: {Image: app, Pull: never, ReloadCmd: [sh, -c, 'sleep 987 & wait']}, Service: {TimeoutStartSec: 8}}"
  on one 'systemctl start app'
  id=$(property one app ContainerId)
  run on one 'systemctl reload app'
  [ "$status" -ne 0 ]
  journal_of one app | has_line 'reload failed: sh: it did not end in time, and was killed (TimeoutStartSec: 8s)'
  eventually 20 on one 'all=$(docker top app -eo pid,args) && ! grep "sleep 987" <<<"$all"'
  [ "$(on one 'systemctl is-active app')" = active ]
  [ "$(property one app ContainerId)" = "$id" ]
}

@test "a stop in the middle of a reload is no failure" {
  app "ReloadCmd: sleep 100"
  on one 'systemctl start app; systemctl reload --no-block app'
  eventually 20 on one 'docker top app -eo pid,args | grep -q "sleep 100"'
  on one 'systemctl stop app'
  [ "$(on one 'systemctl show -p Result,ActiveState --value app' | xargs)" = 'success inactive' ]
}

@test "a reload by signal, and none where the descriptor says none" {
  app "ReloadSignal: HUP"
  on one 'systemctl start app'
  # Then it has its traps.
  eventually 20 log_has 'up with raw'
  on one 'systemctl reload app'
  eventually 20 log_has hup
  app "Init: no"
  run on one 'systemctl reload app'
  [ "$status" -ne 0 ]
  has_line 'Job type reload is not applicable' <<<"$output"
}
