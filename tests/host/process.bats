# Programs of the host as services: systemd runs them, Berth keeps their output, and shows their state and their runs.
load lib

bats_require_minimum_version 1.5.0

setup_file() {
  berth_boot one
  on one 'cat >/usr/local/bin/ticker; chmod +x /usr/local/bin/ticker' <<'END'
#!/bin/sh
trap 'echo bye; exit 0' TERM
trap 'echo heard of it' USR1
echo "I am $(id -un), with $GREETING, in $(pwd)"
echo trouble >&2
echo "$1" | grep -q fail && exit 3
while :; do sleep 0.1 & wait $!; done
END
}
teardown_file() { host_stop_all; }
teardown() {
  on one 'systemctl stop "ticker*.timer" ticker "ticker@*" 2>/dev/null; systemctl disable ticker.timer 2>/dev/null
    rm -f /etc/berth/services/*.yaml /root/*.env; rm -rf /root/ticker; systemctl daemon-reload; systemctl reset-failed'
  # Until then late lines come, which would make the log of the next test.
  eventually 20 on one 'test -z "$(ls /run/berth/process/*.out 2>/dev/null)"'
  on one 'rm -f /root/var/log/ticker*.log*'
}

ticker() { descriptor one ticker <<<"{Process: {Exec: /usr/local/bin/ticker${2:-}${1:+, $1}}${3:+, $3}}"; }
# log_has_twice PATTERN
log_has_twice() { [ "$(on one "grep -c '$1' /root/var/log/ticker.log")" = 2 ]; }
log_has() { on one "cat /root/var/log/ticker.log" | has_line "$1"; }
numbers_of() { on one "awk -F'\"' '\$8 == \"$1\" {print \$12 + 0}' /root/var/log/ticker.log"; }
is() { [ "$(property one ticker "$1")" = "$2" ]; }

@test "a descriptor, daemon-reload and start are enough, and its lines are in its log file and its journal" {
  on one 'cat >/etc/berth/services/ticker.yaml' <<'END'
Unit:
  Description: the ticker
Process:
  Exec: /usr/local/bin/ticker
  User: nobody
  WorkingDirectory: /tmp
  EnvironmentFile: ticker.env
Install:
  WantedBy: multi-user.target
END
  on one 'mkdir /root/ticker; echo "GREETING=a \$word" >/root/ticker/ticker.env
    systemctl daemon-reload
    systemctl enable --now ticker'
  eventually 20 log_has 'I am nobody, with a $word, in /tmp'
  eventually 20 log_has trouble
  eventually 20 eval '[[ $(journal_of one ticker) == *"I am nobody"*trouble* ]]'
  on one 'systemctl status ticker' | has_line 'I am nobody'
  [ "$(on one 'journalctl --unit ticker --priority err --output cat --no-pager')" = trouble ]
  pid=$(on one 'systemctl show -p MainPID --value ticker')
  on one "readlink /proc/$pid/exe; cat /proc/$pid/cmdline" | has_line ticker
  eventually 20 is MainPID "$pid"
  eventually 20 is ActiveState active
  on one 'berthctl status ticker' | has_line "Main PID: $pid"
  on one 'berthctl list' | has_line ticker
}

@test "a restart has a new process, and stop is its end, with its last line" {
  ticker 'Environment: {GREETING: hello}'
  on one 'systemctl start ticker'
  # Then it has its traps.
  eventually 20 log_has 'with hello'
  pid=$(on one 'systemctl show -p MainPID --value ticker')
  on one 'systemctl restart ticker'
  eventually 20 eval '[ "$(property one ticker MainPID)" != 0 ] && [ "$(property one ticker MainPID)" != '"$pid"' ]'
  eventually 20 log_has bye
  eventually 20 log_has_twice 'with hello'
  on one 'systemctl stop ticker'
  eventually 20 is ActiveState inactive
  is Result success
  eventually 20 log_has_twice bye
  log_has_twice 'with hello'
}

@test "one that fails is failed, and everybody sees with what" {
  ticker '' ' fail'
  on one 'systemctl start ticker || true'
  eventually 20 is ActiveState failed
  is Result exit-code
  is ExitStatus 3
  run -3 on one 'berthctl status ticker'
  [[ $output == *'exit-code (status 3)'* ]]
  on one 'berthctl history ticker' | has_line 'exited with status 3'
}

@test "a start without its environment file is refused with the place that names it" {
  ticker 'EnvironmentFile: none.env'
  run ! on one 'systemctl start ticker'
  on one 'systemctl status ticker || true' | has_line 'ticker.yaml:1:'
  on one 'systemctl status ticker || true' | has_line 'EnvironmentFile: there is no /root/ticker/none.env'
}

@test "keys of systemd's that would act on a container's holder act on the process" {
  ticker '' '' 'Service: {MemoryMax: 100M, ProtectSystem: strict, Nice: 7}'
  on one 'systemctl start ticker'
  [ "$(on one 'systemctl show -p MemoryMax,Nice,ProtectSystem --value ticker' | sort | xargs)" = '104857600 7 strict' ]
}

@test "a job runs when its timer says, and its runs are shown" {
  on one 'printf "#!/bin/sh\necho run; sleep 0.2\n" >/usr/local/bin/once; chmod +x /usr/local/bin/once'
  descriptor one ticker <<<'{Process: {Exec: /usr/local/bin/once}, Schedule: {Every: 2s, AccuracySec: 1ms}}'
  on one 'systemctl start ticker.timer'
  eventually 60 eval '[ "$(on one "grep -c ^run /root/var/log/ticker.log")" -ge 2 ]'
  eventually 20 is LastRunResult success
  # While it runs, it has none yet.
  eventually 20 eval '(($(property one ticker LastRunDuration) >= 100000))'
  # While it runs, none is due.
  eventually 20 eval '(($(property one ticker NextRun) > 0))'
  eventually 20 eval "on one 'berthctl status ticker || true' | has_line 'Next run'"
}

@test "kill -9 of berthd while it writes: each line comes exactly once" {
  on one 'cat >/usr/local/bin/count; chmod +x /usr/local/bin/count' <<'END'
#!/bin/sh
seq 1 1500000 | sed 's/$/ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/' &
seq 1 300000 >&2 & wait
END
  descriptor one ticker <<<'{Process: {Exec: /usr/local/bin/count}, Log: {Journal: no, Format: json, MaxSize: 0}}'
  on one 'systemctl start ticker'
  on one 'last=0; for i in $(seq 10); do
    until pid=$(systemctl show -p MainPID --value berth) && [ $pid != 0 ] && [ $pid != $last ]; do sleep 0.02; done
    last=$pid
    sleep 0.$((RANDOM % 4)); kill -9 $pid
  done; wc -l /root/var/log/ticker.log || true'
  eventually 180 on one '[ $(systemctl is-active ticker) = inactive ]'
  eventually 60 on one '[ $(wc -l </root/var/log/ticker.log) -ge 1800000 ]'
  numbers_of stdout | cmp - <(seq 1 1500000)
  numbers_of stderr | cmp - <(seq 1 300000)
}

@test "one that is started while berthd is away waits for it with its lines" {
  ticker 'Environment: {GREETING: hello}'
  on one 'systemctl kill --signal STOP berth; systemctl start --no-block ticker; sleep 0.5; kill -9 $(systemctl show -p MainPID --value berth)'
  eventually 20 on one '[ $(systemctl is-active ticker) = active ]'
  eventually 20 log_has 'with hello'
}

@test "what is about images is refused, and says why" {
  ticker
  run ! on one 'berthctl pull ticker'
  [[ $output == *'is a program of the host (Process): it has no image'* ]]
  run ! on one 'berthctl rollback ticker'
  [[ $output == *'it has no image'* ]]
}

@test "a reload is a signal, and one that says for itself when it is up is started by then" {
  on one 'cat >/usr/local/bin/ready; chmod +x /usr/local/bin/ready' <<'END'
#!/bin/sh
trap 'echo reloaded' HUP
sleep 1
systemd-notify --ready --status="on duty"
while :; do sleep 0.1 & wait $!; done
END
  descriptor one ticker <<<'{Process: {Exec: /usr/local/bin/ready, ReloadSignal: HUP, Notify: process}}'
  on one 'systemctl start ticker'
  eventually 20 is StatusText 'on duty'
  on one 'systemctl reload ticker'
  eventually 20 log_has reloaded
}

@test "berth may be stopped: the process runs on, and the log says from when on lines are missing" {
  ticker
  on one 'systemctl start ticker'
  eventually 20 log_has trouble
  pid=$(on one 'systemctl show -p MainPID --value ticker')
  on one 'systemctl stop berth; systemctl start berth'
  eventually 20 log_has 'berth was stopped while it ran'
  [ "$(on one 'systemctl show -p MainPID --value ticker')" = "$pid" ]
  on one 'systemctl restart ticker'
  eventually 20 log_has_twice trouble
  on one 'systemctl restart berth'
  eventually 20 is ActiveState active
  [ "$(on one 'grep -c "berth was stopped" /root/var/log/ticker.log')" = 1 ]
}

@test "a container becomes a process, and a process a container, with a stop in between" {
  make_image one ticker:latest
  descriptor one ticker <<<'{Container: {Image: ticker, Pull: never}}'
  on one 'systemctl start ticker'
  ticker
  on one 'docker top ticker; systemctl stop ticker'
  # The unit becomes another one when berthd has seen the end of what ran.
  eventually 20 on one 'systemctl show -p ExecStart ticker | grep -q /usr/local/bin/ticker'
  on one 'systemctl start ticker'
  eventually 20 log_has trouble
  descriptor one ticker <<<'{Container: {Image: ticker, Pull: never}}'
  on one 'systemctl stop ticker'
  eventually 20 on one 'systemctl show -p ExecStart ticker | grep -q berth-hold'
  on one 'systemctl start ticker; docker top ticker'
  eventually 20 is ActiveState active
  [ "$(property one ticker Image)" = ticker:latest ]
  on one 'systemctl stop ticker'
}

@test "nothing of it stays when its descriptor is gone" {
  ticker
  on one 'systemctl start ticker; rm /etc/berth/services/ticker.yaml; systemctl daemon-reload; systemctl stop ticker'
  eventually 20 on one 'test ! -e /run/berth/process/ticker.out && test ! -e /usr/local/lib/systemd/system/ticker.service'
}

@test "the example node-exporter runs as it is" {
  on one 'printf "#!/bin/sh\necho \"\$(id -un) \$*\"; exec sleep 1000\n" >/usr/bin/prometheus-node-exporter; chmod +x /usr/bin/prometheus-node-exporter'
  on one 'cat >/etc/berth/services/node-exporter.yaml; systemctl daemon-reload; systemctl start node-exporter' \
    <"$BATS_TEST_DIRNAME/../../examples/node-exporter/node-exporter.yaml"
  eventually 20 eval '[ "$(on one "cat /root/var/log/node-exporter.log")" = "nobody --web.listen-address=127.0.0.1:9100" ]'
  on one 'systemctl stop node-exporter'
}

@test "dev runs a service's command without Docker, with its files and its environment" {
  on one 'mkdir -p /tmp/dev; cat >/tmp/dev/museum.yaml; echo from-file >/tmp/dev/museum.conf; echo WORD=hello >/tmp/dev/museum.env' <<'END'
Container:
  Image: museum
  Config: museum.conf:/etc/museum/museum.conf
  EnvironmentFile: museum.env
  PublishPort: 80:80
Log:
  Format: json
END
  run -4 on one 'cd /tmp/dev; berthctl dev museum.yaml -- sh -c "cat /etc/museum/museum.conf; echo \$WORD; exit 4"'
  [[ $output == *'"log":"from-file"'*'"log":"hello"'* ]]
  [[ $output == *'left out here: PublishPort'* ]]
  on one 'test ! -e /etc/museum && test -z "$(ls -d /tmp/berth-dev-* 2>/dev/null)"'
  run ! on one 'cd /tmp/dev; berthctl dev museum.yaml'
  [[ $output == *'give the command behind --'* ]]
  run -4 on one 'cd /tmp/dev; chmod -R go+rX .; setpriv --reuid 65534 --regid 65534 --clear-groups berthctl dev museum.yaml -- sh -c "cat /etc/museum/museum.conf; id -u; exit 4"'
  [[ $output == *from-file*65534* ]] || [[ $output == *'files of Config are not there: /etc/museum/museum.conf'* ]]
}

@test "changed variables need a restart, and OnConfigChange: restart makes one" {
  on one 'echo GREETING=hello >/root/ticker.env'
  ticker 'EnvironmentFile: ticker.env'
  on one 'systemctl start ticker'
  eventually 20 log_has 'with hello'
  on one 'echo GREETING=welcome >/root/ticker.env'
  eventually 20 is NeedsRestart true
  on one 'berthctl list' | has_line 'running (needs restart)'
  on one 'berthctl status ticker' | has_line 'changed since the start: the environment'
  on one 'echo GREETING=hello >/root/ticker.env'
  eventually 20 is NeedsRestart false
  ticker 'EnvironmentFile: ticker.env' '' 'Service: {LimitNOFILE: 2000}'
  eventually 20 is NeedsRestart true
  on one 'systemctl restart ticker'
  eventually 20 is NeedsRestart false
  ticker 'EnvironmentFile: ticker.env' '' 'Service: {LimitNOFILE: 2000, OnConfigChange: restart}'
  on one 'echo GREETING=welcome >/root/ticker.env'
  eventually 20 log_has 'with welcome'
  eventually 20 is NeedsRestart false
  journal_of one ticker | has_line 'the environment: restarting (OnConfigChange)'
}

@test "instances of a template: each with its own variables and lines, and they outlive the daemon" {
  cat_template
  on one 'echo GREETING=seven >/root/ticker@7.env; systemctl start ticker@7 ticker@8'
  eventually 20 instance_says 7 'with seven, in'
  eventually 20 instance_says 8 'with all, in'
  [ "$(on one 'systemctl show -p ActiveState --value ticker@7 ticker@8 | xargs')" = 'active active' ]
  on one 'berthctl list' | has_line 'ticker@8'
  on one 'systemctl status berth-process@ticker@7 || true' | has_line 'inactive'
  # Nobody but their sockets tells of them then.
  on one 'systemctl kill -s KILL berth; sleep 0.5; systemctl kill -s USR1 ticker@7'
  eventually 20 eval '[ "$(property one ticker@7 SubState)" = running ]'
  eventually 20 instance_says 7 'heard of it'
  on one 'rm "/etc/berth/services/ticker@.yaml"; systemctl daemon-reload; systemctl kill -s USR1 ticker@8'
  eventually 20 instance_says 8 'heard of it'
  on one 'systemctl stop ticker@7 ticker@8'
  eventually 20 instance_says 7 bye
  eventually 20 instance_says 8 bye
  eventually 20 on one '! systemctl cat ticker@7 2>/dev/null && ! berthctl list | grep ticker@'
}
@test "an instance that can't be says why, and one whose program fails is started again" {
  cat_template none.env
  run on one 'systemctl start ticker@9'
  [ "$status" -ne 0 ]
  journal_of one ticker@9 | has_line 'EnvironmentFile: there is no /root/ticker@9/none.env'
  [ "$(on one 'systemctl --failed --plain --no-legend | grep -c berth-process || true')" = 0 ]
  cat_template '' 'Service: {Restart: always, RestartSec: 100ms}'
  on one 'systemctl reset-failed; systemctl start ticker@9'
  eventually 20 instance_says 9 'with all, in'
  on one 'systemctl kill -s KILL ticker@9'
  eventually 20 on one 'test "$(grep -c "with all, in" /root/var/log/ticker@9.log)" = 2'
  on one 'systemctl stop ticker@9'
}
cat_template() {
  on one 'echo GREETING=all >/root/ticker.env'
  on one 'cat >"/etc/berth/services/ticker@.yaml"; systemctl daemon-reload' \
    <<<"{Process: {Exec: '/usr/local/bin/ticker %i', EnvironmentFile: ${1:-"[ticker.env, '-%p@%i.env']"}}${2:+, $2}}"
}
instance_says() { on one "cat /root/var/log/ticker@$1.log" | has_line "$2"; }
