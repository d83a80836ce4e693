# What running services were started with changes: what Berth says of it, and what OnConfigChange does.
bats_require_minimum_version 1.5.0
load lib

setup_file() {
  berth_boot one
  # Says what it has read, and reads it again on SIGHUP.
  make_image one app:latest 'read_all() { echo "$KEY $(cat /app.conf 2>/dev/null) $(cat /conf/key 2>/dev/null)"; }
    trap "exit 0" TERM; trap read_all HUP
    read_all; while :; do sleep 1 & wait $!; done'
}
teardown_file() { host_stop_all; }
setup() {
  on one 'mkdir -p /root/app && cd /root/app && echo first >app.conf && echo KEY=one >app.env &&
    mkdir -p conf/..1 && echo inner >conf/..1/key && ln -sfn ..1 conf/..data && ln -sfn ..data/key conf/key'
}
teardown() {
  on one 'systemctl stop app other 2>/dev/null; systemctl reset-failed; cd /etc/berth/services && rm -rf * /root/app /root/current /root/r?
    rm -f /root/var/log/app.log; systemctl daemon-reload'
}

# app [SERVICE-KEYS [CONTAINER-KEYS]]
app() {
  descriptor one app <<<"{Container: {Image: app, Pull: never, EnvironmentFile: app.env, Config: ['app.conf:/app.conf', 'conf:/conf']${2:+, $2}}, Service: {Restart: always${1:+, $1}}}"
}
start() { app "$@"; start_app; }
# It has read all, and hears a signal, when it says so.
start_app() { on one 'systemctl start app'; eventually 20 on one 'grep -q inner /root/var/log/app.log'; }
shows() { [ "$(property one app NeedsRestart) $(property one app NeedsReload)" = "$1" ]; }
pid() { property one app MainPID; }
# The status shows what is now, not what was a moment ago.
settle() { on one 'berthctl reload'; }
starts() { journal_of one app | grep -c "^Started app" || true; }

@test "a file that mv puts into the place of another needs a restart, and taking it back needs none" {
  start
  on one 'cd /root/app; echo second >new; mv new app.conf'
  eventually 20 shows 'true false'
  [ "$(property one app Changes)" = 'changed since the start: /root/app/app.conf' ]
  eventually 20 on one 'systemctl status app | grep "changed since the start: /root/app/app.conf"'
  on one 'berthctl list' | has_line 'running (needs restart)'
  on one 'berthctl status app' | has_line 'Needs: a restart (berthctl restart app)'
  [ "$(on one 'berthctl status --json app | jq ".[0].NeedsRestart"')" = true ]
  on one 'cd /root/app; echo first >new; mv new app.conf'
  eventually 20 shows 'false false'
}

@test "a file written in place needs a reload where there is one, which makes it count" {
  start '' 'ReloadSignal: HUP'
  on one 'echo second >/root/app/app.conf'
  eventually 20 shows 'false true'
  on one 'systemctl reload app'
  shows 'false false'
  eventually 20 on one 'grep -qx "one second inner" /root/var/log/app.log'
  on one 'rm /root/app/app.conf'
  eventually 20 shows 'true false'
  property one app Changes | has_line '(it is gone)'
  on one 'echo second >/root/app/app.conf'
  eventually 20 shows 'false false'
}

@test "without a reload it needs a restart, and a restart takes it" {
  start
  on one 'sed -i s/first/second/ /root/app/app.conf'
  eventually 20 shows 'true false'
  on one 'systemctl restart app'
  shows 'false false'
  eventually 20 on one 'tail -n 1 /root/var/log/app.log | grep -qx "one second inner"'
}

@test "links that turn elsewhere are seen: in a folder as Kubernetes has it, and on the way to it" {
  on one 'mkdir -p /root/r1 /root/r2; echo a >/root/r1/x; echo b >/root/r2/x; ln -sfn r1 /root/current'
  descriptor one app <<<"{Container: {Image: app, Pull: never, ReloadSignal: HUP, EnvironmentFile: app.env, Config: ['conf:/conf', '/root/current/x:/app.conf']}}"
  start_app
  on one 'cd /root/app/conf; mkdir ..2; echo other >..2/key; ln -s ..2 ..tmp; mv -T ..tmp ..data'
  eventually 20 shows 'false true'
  on one 'berthctl reload --needed'
  shows 'false false'
  eventually 20 on one 'grep -qx "one a other" /root/var/log/app.log'
  on one 'ln -s r2 /root/next; mv -T /root/next /root/current'
  eventually 20 shows 'true false'
}

@test "an environment file counts by what it sets, and no value is anywhere" {
  start
  on one 'printf "# a comment\nKEY=one\n" >/root/app/app.env'
  settle
  shows 'false false'
  on one 'echo KEY=hunter2 >/root/app/app.env'
  eventually 20 shows 'true false'
  [ "$(property one app Changes)" = 'changed since the start: the environment' ]
  run ! on one 'grep -r hunter2 /var/lib/berth'
  [ "$(on one 'stat -c %a /var/lib/berth/app.json')" = 600 ]
}

@test "a comment in a descriptor is no change, an image is, and so is a drop-in that comes and goes" {
  start
  on one 'echo "# a comment" >>/etc/berth/services/app.yaml'
  settle
  shows 'false false'
  on one 'mkdir /etc/berth/services/app.yaml.d'
  on one 'echo "{Container: {Memory: 64M}}" >/etc/berth/services/app.yaml.d/10.yaml'
  eventually 20 shows 'true false'
  [ "$(property one app Changes)" = 'changed since the start: the descriptor' ]
  on one 'echo "{Container: {Memry: 64M}}" >/etc/berth/services/app.yaml.d/10.yaml'
  eventually 20 on one 'berthctl status app | grep -q "unknown key \"Memry\""'
  on one 'rm /etc/berth/services/app.yaml.d/10.yaml'
  eventually 20 shows 'false false'
}

@test "a burst of a thousand writes is one signal" {
  start '' 'ReloadSignal: HUP'
  on one 'systemd-run --quiet --collect --unit hear --property StandardOutput=truncate:/root/heard stdbuf -oL \
    busctl monitor --json=short --match "type=signal,member=PropertiesChanged,path=/org/berth1/service/app"'
  # The bus has the monitor once it passes a signal on: of a change, or of its end.
  eventually 40 on one 'echo KEY=two >/root/app/app.env; sleep 1; echo KEY=one >/root/app/app.env; sleep 1
    grep -q NeedsRestart /root/heard'
  eventually 20 shows 'false false'
  on one 'python3 -c "
for i in range(1000): open(\"/root/app/app.conf\", \"w\").write(str(i))"'
  eventually 20 shows 'false true'
  eventually 20 on one 'grep NeedsReload /root/heard'
  sleep 1  # for those that must not come
  [ "$(on one 'grep -c NeedsReload /root/heard')" = 1 ]
  on one 'systemctl stop hear'
}

@test "another daemon knows what the container was started with" {
  start '' 'ReloadSignal: HUP'
  on one 'echo second >/root/app/app.conf'
  eventually 20 shows 'false true'
  on one 'systemctl restart berth'
  eventually 20 shows 'false true'
  on one 'systemctl stop berth; echo first >/root/app/app.conf; echo KEY=two >/root/app/app.env; systemctl start berth'
  eventually 20 shows 'true false'
  on one 'kill -9 $(systemctl show -p MainPID --value berth); echo KEY=one >/root/app/app.env'
  # A new daemon says so of what it does not know yet, too.
  eventually 20 eval 'shows "false false" && [ "$(property one app SubState)" = running ]'
}

@test "berthctl restart --needed restarts those that need it, and no other" {
  start
  descriptor one other <<<'{Container: {Image: app, Pull: never}}'
  on one 'systemctl start other'
  other=$(property one other MainPID) app=$(pid)
  on one 'berthctl restart --needed' 2>&1 | has_line 'no service needs a restart'
  [ "$(pid)" = "$app" ]
  on one 'echo KEY=two >/root/app/app.env; berthctl restart --needed'
  eventually 20 on one 'tail -n 1 /root/var/log/app.log | grep -qx "two first inner"'
  [ "$(property one other MainPID)" = "$other" ]
  shows 'false false'
}

@test "OnConfigChange: restart, once for a thousand writes, and not for a service that is stopped or broken" {
  start 'OnConfigChange: restart'
  before=$(starts)
  on one 'python3 -c "
for i in range(1000): open(\"/root/app/app.conf\", \"w\").write(str(i))"'
  # Two, where the machine is so busy that the writes are not one burst.
  eventually 60 on one 'tail -n 1 /root/var/log/app.log | grep -qx "one 999 inner"'
  eventually 60 shows 'false false'
  no_jobs() { [ -z "$(on one 'systemctl list-jobs --no-legend')" ]; }
  eventually 20 no_jobs
  restarts=$(($(starts) - before))
  ((restarts == 1 || restarts == 2))
  journal_of one app | has_line 'changed since the start: /root/app/app.conf: restarting (OnConfigChange)'
  # The next one waits its ten seconds, though what it says goes to the journal when systemd has been asked.
  on one 'echo 1000 >/root/app/app.conf'
  eventually 60 on one 'tail -n 1 /root/var/log/app.log | grep -qx "one 1000 inner"'
  on one 'journalctl --sync; journalctl --unit app --output json' | jq -se 'map(select(.MESSAGE | tostring |
    endswith("app.conf: restarting (OnConfigChange)")) | .__REALTIME_TIMESTAMP | tonumber / 1000000) |
    length >= 2 and ([range(1; length) as $i | .[$i] - .[$i - 1]] | min > 8)'
  eventually 20 no_jobs
  on one 'systemctl stop app; echo 1001 >/root/app/app.conf; berthctl reload'
  [ "$(on one 'systemctl is-active app || true')" = inactive ]
  shows 'false false'
}

@test "OnConfigChange: reload, where a reload is enough" {
  start 'OnConfigChange: reload' 'ReloadSignal: HUP'
  before=$(pid)
  on one 'echo second >/root/app/app.conf'
  eventually 20 on one 'tail -n 1 /root/var/log/app.log | grep -qx "one second inner"'
  eventually 20 shows 'false false'
  on one 'echo KEY=two >/root/app/app.env'
  eventually 20 shows 'true false'
  [ "$(pid)" = "$before" ]
}

@test "docker restart takes the files as they are, and not the environment" {
  start
  on one 'echo second >/root/app/app.conf; echo KEY=two >/root/app/app.env; docker restart app'
  eventually 20 on one 'tail -n 1 /root/var/log/app.log | grep -qx "one second inner"'
  settle
  eventually 20 on one 'test "$(berthctl status --json app | jq -r ".[0].Changes")" = "changed since the start: the environment"'
}
