# Start, stop, restart, pull policies and exits, as systemctl shows them.
load lib

setup_file() {
  berth_boot one
  registry_start one
  make_image one 127.0.0.1:5000/web:latest
  push_image one 127.0.0.1:5000/web:latest
}
teardown_file() { host_stop_all; }

teardown() { on one 'systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml; systemctl daemon-reload; docker ps -aq | xargs -r docker rm -f >/dev/null; systemctl start docker-registry'; }

web() { descriptor one web; }

@test "a descriptor becomes a unit that systemctl starts, shows and stops" {
  web <<<'{Unit: {Description: the web}, Container: {Image: 127.0.0.1:5000/web, Environment: {A: b}}}'
  on one 'systemctl start web'
  run on one 'systemctl status web'
  [ "$status" -eq 0 ]
  has_line 'web.service - the web' <<<"$output"
  has_line 'Loaded: loaded (/etc/berth/services/web.yaml' <<<"$output"
  has_line 'Status: "running 127.0.0.1:5000/web:latest (sha256:' <<<"$output"
  [ "$(on one 'docker ps --format "{{.Names}} {{.Image}}"')" = 'web 127.0.0.1:5000/web:latest' ]
  on one 'systemctl stop web'
  [ "$(on one 'systemctl is-active web')" = inactive ]
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "restart runs the image that was pushed meanwhile, and Pull: never does not" {
  # Never proved, so that no image of the tests to come is on trial.
  web <<<'{Container: {Image: 127.0.0.1:5000/web}, Update: {GoodAfter: 1h}}'
  descriptor one webnever <<<'{Container: {Image: 127.0.0.1:5000/web, Pull: never}}'
  on one 'systemctl start web webnever'
  eventually 20 on one 'grep -q "^up$" /root/var/log/web.log'
  on one 'docker tag 127.0.0.1:5000/web:latest old'
  make_image one 127.0.0.1:5000/web:latest 'trap "exit 0" TERM; echo second; while :; do sleep 1 & wait $!; done'
  digest=$(push_image one 127.0.0.1:5000/web:latest)
  on one 'docker tag old 127.0.0.1:5000/web:latest'
  on one 'systemctl restart webnever web'
  eventually 20 on one 'grep -q "^second$" /root/var/log/web.log'
  on one '! grep -q "^second$" /root/var/log/webnever.log'
  [ "$(property one web Digest)" = "$digest" ]
  [ "$(property one webnever Digest)" != "$digest" ]
}

@test "with the registry away the cached image starts, and the status says how stale it is" {
  web <<<'{Container: {Image: 127.0.0.1:5000/web}}'
  descriptor one webalways <<<'{Container: {Image: 127.0.0.1:5000/web, Pull: always}}'
  on one 'systemctl restart web'
  registry_stop one
  on one 'systemctl restart web'
  run on one 'systemctl status web'
  [ "$status" -eq 0 ]
  has_line 'from the cache, last confirmed 2' <<<"$output"
  [ "$(property one web ImageStale)" = true ]
  run on one 'systemctl start webalways'
  [ "$status" -ne 0 ]
  run on one 'systemctl status webalways'
  has_line 'pull 127.0.0.1:5000/web:latest:' <<<"$output"
  has_line 'connection refused' <<<"$output"
  registry_start one
}

@test "an image that cannot be had fails the start with the reason, and nothing is created" {
  web <<<'{Container: {Image: 127.0.0.1:5000/none}}'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  run on one 'systemctl status web'
  has_line '127.0.0.1:5000/none:latest' <<<"$output"
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 125 ]
  [ "$(property one web Result)" = image ]
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "a container that exits with 3 fails the unit with status 3, and Restart=on-failure starts it again" {
  make_image one exits:latest 'echo one more; sleep 0.3; exit 3'
  web <<<'{Container: {Image: exits, Pull: missing}}'
  on one 'systemctl start web'
  eventually 20 on one 'systemctl is-failed web'
  [ "$(on one 'systemctl show -p ExecMainStatus --value web')" = 3 ]
  [ "$(property one web ExitStatus)" = 3 ]
  [ "$(property one web Result)" = exit-code ]
  journal_of one web | has_line 'the container exited with status 3'
  web <<<'{Container: {Image: exits, Pull: missing}, Service: {Restart: on-failure, RestartSec: 100ms, StartLimitBurst: 3, StartLimitIntervalSec: 300}}'
  on one 'systemctl reset-failed web; systemctl start web'
  eventually 60 on one '[ $(grep -c "one more" /root/var/log/web.log) -ge 4 ]'
  eventually 20 on one 'systemctl is-failed web'
  [ "$(property one web NRestarts)" -ge 1 ]
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "an end that SuccessExitStatus names is a success for Berth and for systemd, a signal's by its name" {
  make_image one exits:latest 'echo one more; sleep 0.3; exit 3'
  web <<<'{Container: {Image: exits, Pull: never}, Service: {SuccessExitStatus: [3, SIGKILL], Restart: on-failure}}'
  on one 'systemctl start web'
  eventually 20 on one 'test $(systemctl is-active web) = inactive'
  [ "$(on one 'systemctl show -p Result --value web')" = success ]
  [ "$(property one web Result) $(property one web ActiveState) $(property one web ExitStatus)" = 'success inactive 3' ]
  web <<<'{Container: {Image: 127.0.0.1:5000/web}, Service: {SuccessExitStatus: [3, SIGKILL]}}'
  on one 'systemctl start web; docker kill web'
  eventually 20 on one 'test $(systemctl is-active web) = inactive'
  [ "$(property one web Result) $(property one web ExitStatus)" = 'success 137' ]
}

@test "a container that ends well leaves its unit inactive, however quick it was" {
  make_image one quick:latest 'echo done'
  web <<<'{Container: {Image: quick, Pull: missing}}'
  for _ in 1 2 3 4 5; do on one 'systemctl start web'; eventually 20 on one '[ $(systemctl is-active web) = inactive ]'; done
  [ "$(on one 'grep -c done /root/var/log/web.log')" -eq 5 ]
}

@test "Notify: healthy makes the start wait for the health check" {
  make_image one slow:latest 'trap "exit 0" TERM; (sleep 2; touch /tmp/ok) & while :; do sleep 1 & wait $!; done'
  web <<<'{Container: {Image: slow, Pull: missing, HealthCmd: "test -e /tmp/ok", HealthInterval: 500ms, HealthRetries: 20, Notify: healthy}}'
  before=$EPOCHSECONDS
  on one 'systemctl start web'
  ((EPOCHSECONDS - before >= 1))
  [ "$(property one web Health)" = healthy ]
  web <<<'{Container: {Image: slow, Pull: missing, Notify: healthy}}'
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl status web | grep -qE "Notify is healthy, but neither|health check"'
}

@test "a container that ignores SIGTERM is killed after StopTimeout" {
  make_image one deaf:latest 'trap "" TERM; while :; do sleep 1; done'
  web <<<'{Container: {Image: deaf, Pull: missing, StopTimeout: 1s}}'
  on one 'systemctl start web'
  before=$EPOCHSECONDS id=$(property one web ContainerId)
  on one 'systemctl stop web'
  # Between the engine's two signals, whatever else a stop takes.
  read -r asked killed < <(on one "docker events --since $before --until $((EPOCHSECONDS + 1)) --filter container=$id \
    --filter event=kill --format '{{.TimeNano}}' | xargs")
  ((killed - asked >= 1000000000 && killed - asked < 8000000000))
  [ "$(on one 'systemctl is-active web')" = inactive ]
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "a foreign container in the way is left alone, unless it runs the same image" {
  make_image one other:latest
  on one 'docker run -d --name web --network none other'
  web <<<'{Container: {Image: 127.0.0.1:5000/web}}'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line "a container named web is not Berth's"
  [ "$(on one 'docker inspect -f {{.State.Running}} web')" = true ]
  on one 'docker rm -f web; docker run -d --name web --network none 127.0.0.1:5000/web'
  on one 'systemctl start web'
  [ "$(on one 'docker inspect -f "{{index .Config.Labels \"org.berth.service\"}}" web')" = web ]
}

@test "everything that a descriptor says arrives in the container" {
  on one 'mkdir -p /root/web /root/shared; echo secret >/root/web/app.yaml; echo "FROM_FILE=1 2" >/root/web/web.env'
  web <<'YAML'
Container:
  Image: 127.0.0.1:5000/web
  HostName: "%H-web"
  PublishPort: ["127.0.0.1:8081:80", "8053:53/udp"]
  Environment: {A: "1", B: "x=y"}
  EnvironmentFile: web.env
  Config: app.yaml:/app.yaml
  Volume: [/root/shared:/shared, data:/data]
  Tmpfs: /scratch:size=1m
  AddHost: up.example:10.1.2.3
  AddCapability: NET_ADMIN
  DropCapability: MKNOD
  ReadOnly: yes
  StopSignal: SIGINT
  StopTimeout: 3s
  Label: {team: blue}
  WorkingDir: /tmp
  User: "0"
YAML
  on one 'systemctl start web'
  on one 'docker inspect web' >"$BATS_TEST_TMPDIR/inspect"
  jq -e '.[0] | .Config as $c | .HostConfig as $h |
    ($c.Hostname | endswith("-web")) and ($c.Env | contains(["A=1", "B=x=y", "FROM_FILE=1 2"])) and
    $c.WorkingDir == "/tmp" and $c.User == "0" and $c.StopSignal == "SIGINT" and $c.StopTimeout == 3 and
    $c.Labels.team == "blue" and $c.Labels["org.berth.service"] == "web" and
    $h.PortBindings["80/tcp"] == [{"HostIp": "127.0.0.1", "HostPort": "8081"}] and
    $h.PortBindings["53/udp"][0].HostPort == "8053" and $h.ReadonlyRootfs and
    ($h.CapAdd | join(",") | contains("NET_ADMIN")) and ($h.CapDrop | join(",") | contains("MKNOD")) and
    $h.ExtraHosts == ["up.example:10.1.2.3"] and ($h.Tmpfs["/scratch"] | contains("size=1m")) and
    ([.Mounts[] | select(.Destination == "/app.yaml")][0] | .RW == false and .Source == "/root/web/app.yaml") and
    ([.Mounts[] | select(.Destination == "/data")][0].Name == "data")' "$BATS_TEST_TMPDIR/inspect"
  on one 'docker exec web grep -x secret /app.yaml'
}

# starve NAME SERVICE: starts a service that takes all the memory it can get, and waits for its end.
starve() {
  on "$1" "systemctl start $2 || true"
  eventually 60 on "$1" "systemctl is-failed $2"
  [ "$(property "$1" "$2" Result)" = oom-kill ]
}

@test "limits arrive, and a container that runs out of memory is told apart" {
  [ "$suite" = bookworm ] || skip 'the test host has no cgroup controllers there'
  make_image one hungry:latest 'x=a; while :; do x=$x$x; done'
  web <<<'{Container: {Image: 127.0.0.1:5000/web, Memory: 64M, MemoryReservation: 32M, CPUs: 0.5, PidsLimit: 50}}'
  descriptor one webhungry <<<'{Container: {Image: hungry, Pull: never, Memory: 16M}}'
  on one 'systemctl start web'
  on one 'docker inspect web' | jq -e '.[0].HostConfig | .Memory == 67108864 and .MemoryReservation == 33554432 and
    .NanoCpus == 500000000 and .PidsLimit == 50'
  # About one run in a hundred on a busy machine, containerd loses the kernel's word on it, and the engine never tells.
  starve one webhungry || starve one webhungry
  on one 'systemctl status webhungry' | has_line 'the container ran out of memory'
}

# listen_silently NAME PORT UNIT: takes connections and never says a word.
listen_silently() {
  on "$1" "systemd-run --quiet --unit $3 python3 -c 'import socket, signal
listener = socket.create_server((\"\", $2), backlog=100)
signal.pause()'"
  eventually 20 on "$1" "ss -ltn | grep -q :$2"
}

@test "a stop during a pull ends at once, and a registry that is silent ends the start after its stalls" {
  listen_silently one 5001 silent
  web <<<'{Container: {Image: 127.0.0.1:5001/silent, Pull: always, PullRetry: 1}, Service: {TimeoutStartSec: 6s}}'
  on one 'systemctl start --no-block web'
  eventually 20 on one 'systemctl status web | grep -q "pulling 127.0.0.1:5001/silent:latest"'
  on one 'timeout 30 systemctl stop web'
  [ "$(on one 'systemctl is-active web')" = inactive ]
  on one 'echo "PullStallTimeout: 1s" >/etc/berth/agent.yaml; systemctl restart berth'
  eventually 20 engine_is_up one
  run on one 'timeout 40 systemctl start web'
  [ "$status" -ne 0 ] && [ "$status" -ne 124 ]
  on one 'systemctl status web' | has_line 'stalled: no bytes for 1s'
  on one 'systemctl stop silent; rm /etc/berth/agent.yaml; systemctl restart berth'
  eventually 20 engine_is_up one
}

@test "a port that is taken fails the start and says who has it, and nothing is made" {
  listen_silently one 8099 taken
  web <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: 8099:80}}'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line "port 8099/tcp is taken by a program of the host: ss -Hlnp 'sport = :8099' shows it"
  [ -z "$(on one 'docker ps -aq')" ]
  on one 'systemctl stop taken'
  # Another service, on a port that only root may have.
  descriptor one other <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: 99:80}}'
  web <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: 127.0.0.1:99:80}}'
  on one 'systemctl start other'
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line 'port 99/tcp of 127.0.0.1 is taken by the service other: stop that one first'
  on one 'systemctl stop other; systemctl start web; systemctl restart web; systemctl is-active web'
  # It is refused without any downtime, and what it has itself is its own.
  run on one 'systemctl start other'
  [ "$status" -ne 0 ]
  descriptor one other <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: 98:80}}'
  on one 'systemctl reset-failed other; systemctl start other'
  id=$(property one other ContainerId)
  descriptor one other <<<'{Container: {Image: 127.0.0.1:5000/web, PublishPort: [98:80, 99:81]}}'
  run on one 'systemctl restart other'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active other'
  [ "$(property one other ContainerId)" = "$id" ]
  on one 'systemctl status other' | has_line 'the last restart was refused: port 99/tcp is taken by the service web'
  on one 'systemctl stop other'
}

@test "signals from outside, and the journal and the bus restarting, have a defined end" {
  web <<<'{Container: {Image: 127.0.0.1:5000/web}}'
  on one 'systemctl start web; systemctl kill web'
  eventually 20 on one '[ "$(systemctl is-active web)" = inactive ] && [ -z "$(docker ps -aq)" ]'
  on one 'systemctl start web; systemctl restart systemd-journald; docker exec web sh -c "echo after journald >/proc/1/fd/1"'
  eventually 20 on one 'journalctl --sync; journalctl -u web | grep -q "after journald"'
  on one 'docker stop web'
  eventually 20 on one '[ "$(systemctl is-active web)" != active ] && [ -z "$(docker ps -aq)" ]'
}
