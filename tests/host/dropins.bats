# Templates, drop-ins and masks, as people know them from systemd's units; berthctl cat and edit.
load lib

services=/etc/berth/services

setup_file() {
  berth_boot one
  make_image one web:latest
}
teardown_file() { host_stop_all; }
teardown() {
  on one "systemctl stop web 'worker*'; systemctl reset-failed; rm -f /etc/systemd/system/*.wants/w*
    rm -rf $services/* /run/berth/services /usr/lib/berth/services /root/worker* /tmp/edit*; systemctl daemon-reload"
}

web() { descriptor one web <<<'{Container: {Image: web, Pull: never, Environment: {A: 1}}, Install: {WantedBy: multi-user.target}}'; }
template() {
  on one "cat >$services/worker@.yaml; systemctl daemon-reload" <<'YAML'
Unit:
  Description: worker for %i
Container:
  Image: web
  Pull: never
  Exec: sh /run.sh %i
  EnvironmentFile: -worker.env
  Config: queue.conf:/queue.conf
Install:
  WantedBy: multi-user.target
YAML
  on one 'mkdir -p /root/worker /root/worker@b; echo all >/root/worker/queue.conf; echo own >/root/worker@b/queue.conf
    echo FROM=worker >/root/worker/worker.env'
}
# drop_in SERVICE FILE [FOLDER]: makes standard input a drop-in.
drop_in() { on one "mkdir -p ${3:-$services}/$1.yaml.d; cat >${3:-$services}/$1.yaml.d/$2"; }
inspect() { on one "docker inspect --format '$2' $1"; }
# editor: makes standard input a program that people have as their editor.
editor() { on one 'cat >/tmp/edit; chmod +x /tmp/edit'; }

@test "a drop-in counts after daemon-reload and a restart, and one with a mistake is told with its own line" {
  web
  on one 'systemctl start web'
  drop_in web 10-more.yaml <<<'{Container: {Environment: {B: 2}, ShmSize: 32m}, Service: {RestartSec: 7}}'
  drop_in web 20-host.yaml /run/berth/services <<<'{Container: {HostName: over}}'
  on one 'systemctl daemon-reload; systemctl restart web'
  [ "$(inspect web '{{.HostConfig.ShmSize}} {{.Config.Hostname}}')" = '33554432 over' ]
  inspect web '{{.Config.Env}}' | has_line 'A=1 B=2'
  [ "$(on one 'systemctl show -p RestartUSec --value web')" = 7s ]
  [ "$(on one 'berthctl cat web | grep "^# "')" = "# $services/web.yaml
# $services/web.yaml.d/10-more.yaml
# /run/berth/services/web.yaml.d/20-host.yaml" ]
  on one 'berthctl cat --merged web' | has_line "HostName: over  # /run/berth/services/web.yaml.d/20-host.yaml:1"
  on one 'berthctl cat --merged web' | has_line "B: 2  # $services/web.yaml.d/10-more.yaml:1"

  drop_in web 10-more.yaml <<<'{Container: {Memroy: 64m}}'
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  # Between two holders the status says something else.
  status_says() { on one 'systemctl status web' | has_line "$1"; }
  eventually 20 status_says "$services/web.yaml.d/10-more.yaml:1:14: unknown key \"Memroy\" in Container"
  run on one 'berthctl check'
  [ "$status" -eq 1 ]
  has_line 'web.yaml.d/10-more.yaml:1:14' <<<"$output"
  on one "ln -sf /dev/null $services/web.yaml.d/20-host.yaml; rm $services/web.yaml.d/10-more.yaml"
  on one 'berthctl check && systemctl restart web'
  [ "$(inspect web '{{.HostConfig.ShmSize}}')" = 67108864 ]
  [ "$(inspect web '{{.Config.Hostname}}')" != over ]
}

@test "two instances of a template run beside each other, are enabled, and outlive the daemon" {
  template
  on one 'berthctl check' | has_line '1 descriptor checked'
  on one 'systemctl enable --now worker@a worker@b'
  [ "$(on one 'docker ps --format "{{.Names}}" | sort | xargs')" = 'worker-a worker-b' ]
  [ "$(inspect worker-a '{{.Config.Cmd}}')" = '[sh /run.sh a]' ]
  inspect worker-a '{{.Config.Env}}' | has_line 'FROM=worker'
  on one 'docker exec worker-a grep -x all /queue.conf && docker exec worker-b grep -x own /queue.conf'
  on one 'systemctl status worker@a' | has_line 'worker for a'
  eventually 20 on one 'grep up /root/var/log/worker@b.log'
  on one 'berthctl list' | has_line 'worker@b'
  [ "$(on one 'systemctl is-enabled worker@a')" = enabled ]

  container=$(inspect worker-a '{{.Id}}')
  on one 'systemctl kill --signal KILL berth'
  eventually 20 engine_is_up one
  eventually 20 eval '[ "$(property one worker@a ActiveState)" = active ]'
  [ "$(inspect worker-a '{{.Id}}')" = "$container" ]

  drop_in worker@ 10.yaml <<<'{Container: {HostName: all, ShmSize: 32m}}'
  drop_in worker@b 20.yaml <<<'{Container: {HostName: b}, Service: {RestartSec: 7}}'
  on one 'systemctl daemon-reload; systemctl restart worker@a worker@b'
  [ "$(inspect worker-a '{{.Config.Hostname}} {{.HostConfig.ShmSize}}')" = 'all 33554432' ]
  [ "$(inspect worker-b '{{.Config.Hostname}} {{.HostConfig.ShmSize}}')" = 'b 33554432' ]
  [ "$(on one 'systemctl show -p RestartUSec --value worker@b')" = 7s ]
  on one 'berthctl cat worker@b' | has_line "# $services/worker@.yaml"
  on one "rm -r $services/worker@b.yaml.d; systemctl daemon-reload; systemctl restart worker@b"
  [ "$(inspect worker-b '{{.Config.Hostname}}')" = all ]
  on one 'systemctl stop worker@a worker@b'
  # Also those before a restart, which nobody waits for.
  eventually 20 eval '[ -z "$(on one "docker ps -aq")" ]'
  [ "$(property one worker@a ActiveState)" = inactive ]
}

@test "an instance may be a link, has a name of its own, and says so when another service has that" {
  template
  on one "ln -s worker@.yaml $services/worker@b.yaml; systemctl daemon-reload"
  on one 'berthctl list' | has_line 'worker@b'
  descriptor one worker-a <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start worker@b worker-a'
  run on one 'systemctl start worker@a'
  [ "$status" -ne 0 ]
  run on one 'systemctl status worker@a'
  has_line "the container's name would be worker-a, as that of the service worker-a" <<<"$output"
  [ "$(on one 'docker ps -q | wc -l')" = 2 ]
  on one 'systemctl stop worker-a'
  run on one 'systemctl start "worker@x\x2dy"'
  [ "$status" -ne 0 ]
  on one 'systemctl stop worker@b'
}

@test "with its template gone an instance runs on, and is gone when it is stopped" {
  template
  on one 'systemctl start worker@a'
  on one "rm $services/worker@.yaml; systemctl daemon-reload"
  [ "$(on one 'systemctl is-active worker@a')" = active ]
  on one 'systemctl stop worker@a'
  [ -z "$(on one 'docker ps -aq')" ]
  eventually 20 on one '[ ! -e /usr/local/lib/systemd/system/worker@.service ]'
}

@test "a link to /dev/null masks a descriptor of a weaker folder, and one instance" {
  on one "mkdir -p /usr/lib/berth/services; cat >/usr/lib/berth/services/web.yaml; systemctl daemon-reload" \
    <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start web; systemctl stop web'
  on one "ln -s /dev/null $services/web.yaml; systemctl daemon-reload"
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  run on one 'berthctl cat web'
  [ "$status" -eq 4 ]
  has_line "web is masked by $services/web.yaml" <<<"$output"
  template
  on one "ln -s /dev/null $services/worker@b.yaml; systemctl daemon-reload; systemctl start worker@a"
  run on one 'systemctl start worker@b'
  [ "$status" -ne 0 ]
  on one 'systemctl stop worker@a'
}

@test "a descriptor that has lost its text is an error, and its unit is still there" {
  web
  on one "systemctl start web; : >$services/web.yaml; systemctl daemon-reload"
  run on one 'berthctl check'
  [ "$status" -ne 0 ]
  has_line "$services/web.yaml: the descriptor is empty" <<<"$output"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  on one 'systemctl stop web'
}

@test "berthctl edit makes a drop-in that counts at the next restart, and lets nothing wrong into its place" {
  web
  on one 'systemctl start web'
  editor <<'SH'
#!/bin/sh
grep -q '^# *Image: web\|^# {Container' "$1" || exit 1
sed -i '2i Container: {ShmSize: 32m}' "$1"
SH
  on one 'EDITOR=/tmp/edit berthctl edit web; systemctl restart web'
  [ "$(on one "cat $services/web.yaml.d/override.yaml")" = 'Container: {ShmSize: 32m}' ]
  [ "$(inspect web '{{.HostConfig.ShmSize}}')" = 33554432 ]

  run on one 'EDITOR="sed -i s/ShmSize/ShmSzie/" berthctl edit web </dev/null'
  [ "$status" -eq 1 ]
  has_line 'override.yaml:1:13: unknown key "ShmSzie"' <<<"$output"
  [ "$(on one "cat $services/web.yaml.d/override.yaml")" = 'Container: {ShmSize: 32m}' ]
  run on one 'EDITOR=false berthctl edit web'
  [ "$status" -eq 1 ]
  on one 'EDITOR=true berthctl edit web' 2>&1 | has_line 'nothing to write'
  [ "$(on one "ls -A $services/web.yaml.d")" = override.yaml ]

  on one 'VISUAL="sed -i s/A:.1/A:\ 5/" berthctl edit --full web; systemctl restart web'
  inspect web '{{.Config.Env}}' | has_line 'A=5'
  run on one 'EDITOR=true berthctl edit nothing'
  [ "$status" -eq 4 ]
}

@test "what is edited stays as private as it was" {
  web
  on one "chmod 600 $services/web.yaml; EDITOR='sed -i \"2i Container: {HostName: x}\"' berthctl edit web"
  [ "$(on one "stat -c %a $services/web.yaml.d/override.yaml")" = 600 ]
  run on one "setpriv --reuid nobody --regid nogroup --clear-groups berthctl cat web"
  [ "$status" -eq 1 ]
}
