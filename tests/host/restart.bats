# systemctl restart: the next container is ready to start before the old one stops.
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
serves() { on one 'curl -fs -m 5 http://127.0.0.1:8080/ >/dev/null'; }
# The container from before a restart goes when the new one is ready, and nobody waits for that.
is_the_only_one() { on one '[ "$(docker ps -aq | wc -l)" = 1 ]'; }
text() { property one web StatusText; }

@test "the service answers until the switch, while the new image comes slowly" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl start web'
  eventually 20 serves
  publish_image one web 12
  faulty one '{"rate": 2000000}'
  # Every 5 ms until /run/over is there, with the longest gap in the end.
  on one 'cat >/run/probe.py' <<'PY'
import os, socket, time
last = time.monotonic(); gap = 0; answered = 0
while not os.path.exists("/run/over"):
    try:
        with socket.create_connection(("127.0.0.1", 8080), timeout=0.5) as s:
            s.sendall(b"GET / HTTP/1.0\r\n\r\n")
            if s.recv(100).startswith(b"HTTP/1.0 200") or s.recv(100):
                now = time.monotonic(); gap = max(gap, now - last); last = now; answered += 1
    except OSError:
        pass
    time.sleep(0.005)
print(int(gap * 1000), answered)
PY
  on one 'rm -f /run/over; python3 /run/probe.py >/run/gap & sleep 1
    begun=$(date +%s%N); systemctl restart web; echo $(( ($(date +%s%N) - begun) / 1000000 )) >/run/took
    until curl -fs -m 5 http://127.0.0.1:8080/ >/dev/null; do sleep 0.1; done; sleep 1; touch /run/over; wait'
  read -r gap answered < <(on one 'cat /run/gap')
  took=$(on one 'cat /run/took')
  echo "the restart took $took ms; $answered answers, the longest gap $gap ms"
  # The image came for 6 s and more, and meanwhile it served.
  ((took - gap > 4000))
  eventually 20 is_the_only_one
  [ "$(on one 'docker ps --format "{{.Names}}"')" = web ]
}

@test "while the next container is prepared the unit says so, and a stop ends it at once" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl start web'
  id=$(property one web ContainerId)
  publish_image one web 8
  faulty one '{"rate": 100000}'
  on one 'systemctl restart --no-block web'
  eventually 20 on one 'systemctl status web | grep -q "pulling .*/web:latest: [0-9]* %"'
  [ "$(property one web SubState)" = preparing ]
  [ "$(property one web ContainerId)" = "$id" ]
  eventually 20 serves
  # The image would take 90 s.
  on one 'timeout 30 systemctl stop web'
  [ "$(on one 'systemctl is-active web')" = inactive ]
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "while two restarts are prepared, the end of one takes nothing from the other" {
  for name in web webtwo; do
    publish_image one $name 1
    descriptor one $name <<<"{Container: {Image: $here/$name}}"
    on one "systemctl start $name"
  done
  publish_image one web 8
  faulty one '{"rate": 100000}'
  on one 'systemctl restart --no-block web'
  eventually 20 on one 'systemctl status web | grep -q "pulling .*/web:latest: [0-9]* %"'
  on one 'systemctl restart webtwo'
  on one 'timeout 30 systemctl stop web'
  [ "$(on one 'systemctl is-active web webtwo | xargs')" = 'inactive active' ]
}

@test "a restart longer than TimeoutStopSec goes on as long as bytes come" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web}, Service: {TimeoutStopSec: 5s, TimeoutStartSec: 5s}}"
  on one 'systemctl start web'
  publish_image one web 8
  faulty one '{"rate": 700000}'
  on one 'systemctl restart web'
  [ "$(on one 'systemctl show -p Result --value web')" = success ]
  [ "$(on one 'systemctl is-active web')" = active ]
}

@test "a descriptor that became invalid refuses the restart with its place, and the old container runs on" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl start web'
  id=$(property one web ContainerId)
  web <<<"{Container: {Imgae: $here/web}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  [ "$(property one web ContainerId)" = "$id" ]
  eventually 20 serves
  on one 'systemctl status web' | has_line 'the last restart was refused: /etc/berth/services/web.yaml:1:14: unknown key "Imgae"'
  journal_of one web | has_line 'the restart is refused'
  # Once more, and more often than a start limit would allow, and then it is mended.
  for _ in 1 2 3 4 5 6; do
    run on one 'systemctl restart web'
    [ "$status" -ne 0 ]
    eventually 20 on one 'systemctl is-active web'
  done
  [ "$(property one web ContainerId)" = "$id" ]
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl restart web'
  [ "$(property one web ContainerId)" != "$id" ]
  text | has_line 'running'
  [[ $(text) != *refused* ]]
  eventually 20 is_the_only_one
  on one 'systemctl stop web'
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "a restart right after a refused one is carried out if the descriptor is mended, else refused again" {
  publish_image one web 1
  for _ in 1 2 3; do
    web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
    on one 'systemctl start web'
    id=$(property one web ContainerId)
    web <<<"{Container: {Imgae: $here/web}}"
    on one '! systemctl restart web && ! systemctl restart web && ! systemctl restart web'
    eventually 20 on one 'systemctl is-active web'
    [ "$(property one web ContainerId)" = "$id" ]
    eventually 20 serves
    on one "! systemctl restart web; printf '%s' '{Container: {Image: $here/web, HostName: mended, PublishPort: [8080:80]}}' >/etc/berth/services/web.yaml
      systemctl restart web"
    [ "$(property one web ContainerId)" != "$id" ]
    [ "$(on one "docker inspect -f '{{.Config.Hostname}}' web")" = mended ]
    eventually 20 is_the_only_one
    on one 'test $(systemctl is-active web) = active; systemctl stop web'
    [ -z "$(on one 'docker ps -aq')" ]
  done
}

@test "who stops the service because its restart was refused finds its container gone when that returns" {
  publish_image one web 1
  for _ in 1 2 3; do
    web <<<"{Container: {Image: $here/web, StopTimeout: 5s}}"
    on one 'systemctl start web'
    web <<<"{Container: {Imgae: $here/web}}"
    on one 'systemctl restart web 2>/dev/null || systemctl stop web; test $(systemctl is-active web) = inactive'
    [ -z "$(on one 'docker ps -q -f name=web')" ]
  done
}

@test "an image that cannot be had and a file that is missing refuse the restart, too" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web}}"
  on one 'systemctl start web'
  id=$(property one web ContainerId)
  web <<<"{Container: {Image: $here/none, PullRetry: 0}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  text | has_line 'no such image'
  web <<<"{Container: {Image: $here/web, Config: missing.conf:/etc/missing.conf}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  text | has_line 'missing.conf'
  [ "$(property one web ContainerId)" = "$id" ]
}

@test "units that need a service whose restart is refused run on, too" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web}}"
  on one 'printf "[Unit]\nRequires=web.service\nAfter=web.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/needs.service
    systemctl daemon-reload; systemctl start needs'
  web <<<"{Container: {Imgae: $here/web}}"
  run on one 'systemctl restart web'
  [ "$status" -ne 0 ]
  eventually 20 on one 'systemctl is-active web'
  eventually 20 on one 'systemctl is-active needs'
  on one 'systemctl stop needs; rm /etc/systemd/system/needs.service'
}

@test "a new container that the engine cannot start brings the one before back, in the same restart" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}}"
  on one 'systemctl start web'
  eventually 20 serves
  id=$(property one web ContainerId)
  web <<<"{Container: {Image: $here/web, PublishPort: '8081:80', Sysctl: kernel.msgmax=many}}"
  on one 'systemctl restart web'
  [ "$(property one web ContainerId)" = "$id" ]
  eventually 20 serves
  [ "$(on one 'docker ps -a --format "{{.Names}}"')" = web ]
  text | has_line 'running the container from before the restart'
  text | has_line msgmax
  web <<<"{Container: {Image: $here/web, PublishPort: '8081:80'}}"
  on one 'systemctl restart web'
  [ "$(property one web ContainerId)" != "$id" ]
  eventually 20 on one 'curl -fs -m 5 http://127.0.0.1:8081/ >/dev/null'
  eventually 20 is_the_only_one
  on one 'systemctl stop web'
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "a first new image that fails, with nothing proved yet, brings the one before back, too" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web, PublishPort: '8080:80'}, Update: {GoodAfter: 1h}}"
  on one 'systemctl start web'
  id=$(property one web ContainerId)
  web <<<"{Container: {Image: $here/web, Exec: /no/such/program}, Update: {GoodAfter: 1h}}"
  on one 'systemctl restart web'
  [ "$(property one web ContainerId)" = "$id" ]
  eventually 20 serves
  on one 'systemctl stop web'
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "what a restart had prepared and set aside when berthd was killed is gone after the next start" {
  publish_image one web 1
  web <<<"{Container: {Image: $here/web}}"
  on one 'systemctl start web; systemctl stop web'
  on one "systemctl stop berth; docker pull -q $here/web
    docker create --name web.berth-next --label org.berth.service=web $here/web
    docker create --name web.berth-before --label org.berth.service=web $here/web
    docker create --name another --label org.berth.service=other $here/web
    systemctl start berth" >/dev/null
  eventually 20 engine_is_up one
  on one 'systemctl start web'
  [ "$(on one 'docker ps -a --format "{{.Names}}" | sort | xargs')" = 'another web' ]
}
