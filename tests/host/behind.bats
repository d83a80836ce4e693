# What people do to a service's container with Docker's own commands: each has a defined end (man berthd, WHEN THINGS DIE).
load lib

here=127.0.0.1:5000
polite='trap "exit 0" TERM; echo up; while :; do sleep 1 & wait $!; done'

setup_file() {
  berth_boot one
  registry_start one
  make_image one web:latest "$polite"
  make_image one count:latest 'trap "echo end; exit 0" TERM; echo begin; i=0; while :; do i=$((i+1)); echo $i; usleep 2000 & wait $!; done'
}
teardown_file() { host_stop_all; }
teardown() { on one 'docker ps -aq | xargs -r docker rm -f >/dev/null; systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml /root/var/log/web.log /var/lib/berth/web.json; systemctl daemon-reload; systemctl restart berth'; }

# web RESTART: the service starts with that Restart=.
web() {
  descriptor one web <<<"{Container: {Image: web, Pull: never}, Service: {Restart: $1, RestartSec: 200ms}}"
  on one 'systemctl start web'
  eventually 20 runs
  holder=$(on one 'systemctl show -p MainPID --value web')
  pid=$(container_pid)
}
# web runs an image that has proved itself; whatever comes next is on trial for a minute.
proven_web() {
  make_image one $here/web:latest "$polite"
  good=$(push_image one $here/web:latest)
  descriptor one web <<<"{Container: {Image: $here/web}, Update: {GoodAfter: 1s}}"
  on one 'systemctl start web'
  eventually 20 eval '[ "$(property one web GoodDigest)" = "$good" ]'
  descriptor one web <<<"{Container: {Image: $here/web}, Update: {GoodAfter: 1min}}"
}
container_pid() { on one "docker inspect -f '{{.State.Pid}}' web"; }
# It runs, and has come so far that it hears a signal.
runs() {
  [ "$(property one web SubState)" = running ] && [ "$(property one web MainPID)" = "$(container_pid)" ] &&
    [ -n "$(on one 'docker logs --tail 1 web')" ]
}
is_new() { runs && [ "$(container_pid)" != "$pid" ]; }
status_says() { on one 'systemctl status web' | has_line "$1"; }
state_is() { [ "$(on one 'systemctl is-active web')" = "$1" ]; }
no_containers() { [ -z "$(on one 'docker ps -aq')" ]; }
same_holder() { [ "$(on one 'systemctl show -p MainPID --value web')" = "$holder" ]; }

@test "docker stop: the unit ends as its container does, and nothing is left" {
  web on-failure
  on one 'docker stop web'
  eventually 20 state_is inactive
  no_containers
  on one 'systemctl start web'
}

@test "docker kill: the unit fails with SIGKILL's status, or Restart= starts it again" {
  web no
  on one 'docker kill web'
  eventually 20 state_is failed
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 137 ]
  [ "$(property one web Result)" = signal ]
  on one 'systemctl status web' | has_line 'was ended by SIGKILL (status 137), because the engine was told to'
  no_containers
  web on-failure
  on one 'docker kill web'
  eventually 20 is_new
}

@test "docker kill with another signal than the last one is a signal, and no end" {
  web no
  on one 'docker kill --signal HUP web 2>/dev/null; docker kill --signal CONT web'
  on one 'sleep 1; systemctl is-active web'
  eventually 20 runs
}

@test "docker rm -f: the container is gone, says the unit that fails, or Restart= makes another" {
  web no
  on one 'docker rm -f web'
  eventually 20 state_is failed
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 125 ]
  [ "$(property one web Result)" = lost ]
  on one 'systemctl status web' | has_line 'the container is gone: somebody or something else removed it'
  # It was read to its end.
  [ "$(on one 'cat /root/var/log/web.log')" = up ]
  web on-failure
  on one 'docker rm -f web'
  eventually 20 is_new
}

@test "docker rename: the service goes on, stops and restarts, and the next container has its own name" {
  web on-failure
  on one 'docker rename web other'
  on one 'sleep 0.5; systemctl is-active web'
  on one 'systemctl restart web'
  eventually 20 runs
  # The one before it is removed while the new one serves already.
  eventually 20 eval '[ "$(on one "docker ps -a --format {{.Names}}")" = web ]'
  # Its name was given away meanwhile: nothing is stopped for a next one that could not have its name.
  pid=$(container_pid)
  on one 'docker rename web other; docker run -d --name web --entrypoint /bin/sh count -c "sleep 1000"'
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 eval '[ "$(property one web SubState)" = running ]'
  [ "$(property one web MainPID)" = "$pid" ]
  # systemd hears of it a moment later than people on the bus.
  eventually 20 status_says "a container named web is not Berth's and runs count"
  on one 'docker rm -f web; systemctl restart berth'
  eventually 20 eval '[ "$(property one web SubState)" = running ]'
  on one 'systemctl stop web'
  no_containers
}

@test "docker commit: what somebody runs of a service's image is not the service, whoever comes and goes" {
  web on-failure
  on one 'docker commit web mine; docker run -d --name mine mine'
  on one 'systemctl restart berth'
  eventually 20 runs
  on one 'systemctl restart web; systemctl stop web; systemctl restart berth; systemctl start web'
  pid=$(container_pid)
  on one 'kill -9 $(systemctl show -p MainPID --value web)'
  eventually 20 is_new
  on one 'systemctl stop web'
  [ "$(on one 'docker ps --format "{{.Names}}"')" = mine ]
}

@test "docker pause: the unit stays up and says so, and stops all the same" {
  web on-failure
  on one 'docker pause web'
  eventually 20 on one 'systemctl status web | grep -q "Status: .*, paused (docker unpause"'
  state_is active
  on one 'systemctl restart berth'
  eventually 20 runs
  eventually 20 on one 'systemctl status web | grep -q "Status: .*, paused (docker unpause"'
  on one 'docker unpause web'
  eventually 20 on one '! systemctl status web | grep "Status: .*, paused"'
  eventually 20 runs
  # Also one that was paused when berthd came is read again.
  on one 'echo after the pause | docker exec -i web sh -c "cat >/proc/1/fd/1"'
  eventually 20 on one 'grep -q "after the pause" /root/var/log/web.log'
  on one 'docker pause web; systemctl stop web'
  state_is inactive
  no_containers
  [ "$(property one web ExitStatus)" = 0 ]  # by itself, and not after its StopTimeout
}

@test "docker restart: the service goes on with the new process, and no line of either run is lost" {
  descriptor one web <<<'{Container: {Image: count, Pull: never}, Service: {Restart: no}}'
  on one 'systemctl start web'
  eventually 20 runs
  holder=$(on one 'systemctl show -p MainPID --value web')
  for n in 1 2 3 4 5; do
    pid=$(container_pid)
    on one 'sleep 0.5; docker restart web'
    eventually 20 is_new
    same_holder
    # From then on it hears the next signal.
    eventually 20 on one "[ \$(grep -c begin /root/var/log/web.log) = $((n + 1)) ]"
  done
  on one 'systemctl stop web'
  # Six runs, each from its begin to its end without a gap.
  run on one 'awk "/begin/ {n = 0; runs++; next} /end/ {ends++; next} {n++; if (\$1 != n) gaps++} END {print runs, ends, gaps + 0}" /root/var/log/web.log'
  [ "$output" = '6 6 0' ]
  journal_of one web | has_line 'somebody restarted the container (docker restart)'
  [ "$(on one 'berthctl history web --json' | jq length)" = 6 ]
}

@test "docker system prune -af takes nothing from a service that runs, and one that is stopped pulls again" {
  make_image one $here/web:latest "$polite"
  push_image one $here/web:latest
  descriptor one web <<<"{Container: {Image: $here/web}}"
  on one 'systemctl start web'
  eventually 20 runs
  pid=$(container_pid)
  on one 'docker system prune -af >/dev/null; sleep 0.5'
  [ "$(container_pid)" = "$pid" ]
  on one 'systemctl restart web; systemctl stop web'
  eventually 20 no_containers  # also the one before, which nobody waits for
  on one 'docker system prune -af >/dev/null'
  [ -z "$(on one 'docker images -q')" ]
  on one 'systemctl start web'
  eventually 20 runs
  make_image one web:latest "$polite"
}

@test "docker system prune -af while a new image is on trial: the last good one comes back from its registry" {
  proven_web
  make_image one $here/web:latest 'echo up; until [ -e /tmp/bad ]; do usleep 100000; done; exit 1'
  push_image one $here/web:latest
  # The container before goes as soon as the new one is ready; until then it needs its image.
  [ -z "$(on one 'systemctl restart web; while [ $(docker ps -aq | wc -l) != 1 ]; do sleep 0.05; done; docker system prune -af >/dev/null; docker images -q --filter reference="*/*:previous"')" ]
  on one 'docker exec web touch /tmp/bad'
  eventually 60 eval '[ "$(property one web RolledBack)" = true ]'
  eventually 20 runs
  [ "$(property one web Digest)" = "$good" ]
  make_image one web:latest "$polite"
}

@test "docker stop of a new image on trial is no fault of the image" {
  proven_web
  make_image one $here/web:latest "$polite; # another"
  push_image one $here/web:latest
  on one 'systemctl restart web; docker kill web'
  eventually 20 state_is failed
  [ -z "$(property one web Quarantine)" ]
}
