# A new image that fails: the last good one serves, the bad one stays in quarantine, and a fix arrives by itself.
load lib

here=127.0.0.1:5000

setup_file() {
  berth_boot one
  update_check 2s
  on one 'systemctl restart berth'
  eventually 20 engine_is_up one
  registry_start one
}
teardown_file() { host_stop_all; }
teardown() { update_check 2s; on one 'systemctl stop "web*" needs bound 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml /var/lib/berth/web*.json; systemctl restart berth; systemctl daemon-reload; docker ps -aq | xargs -r docker rm -f >/dev/null; docker images -q | sort -u | xargs -r docker rmi -f >/dev/null; systemctl start docker-registry'; }

update_check() { on one "echo 'UpdateCheckInterval: $1' >/etc/berth/agent.yaml"; }
web() { descriptor one web; }
text() { property one web StatusText; }
serving='trap "exit 0" TERM; echo "$VERSION serves"; while :; do sleep 1 & wait $!; done'

# publish VERSION SCRIPT: a new image under the tag, in the registry alone; its digest is in $digest.
publish() {
  make_image one $here/web:latest "$2" "ENV VERSION=$1"
  digest=$(push_image one $here/web:latest)
  on one "docker rmi -f $here/web:latest" >/dev/null
}

# good: a first image is started and has proved itself.
good() {
  publish good "$serving"
  good=$digest
  web <<<"{Container: {Image: $here/web, $1}, Service: {$2}, Update: {GoodAfter: 1s}}"
  on one 'systemctl start web'
  eventually 20 proved "$good"
  # Long enough for what follows to be on trial.
  web <<<"{Container: {Image: $here/web, $1}, Service: {$2}, Update: {GoodAfter: 20s}}"
}
proved() { [ "$(property one web GoodDigest)" = "$1" ]; }
# By its exit status, for Docker 20.10 now and then shows nothing of a short command.
runs() { on one "docker exec web sh -c 'test \$VERSION = $1'"; }
# says TEXT: berthd has come so far, which may be after the container's start.
says() { text | has_line "$1"; }
is_fixed() { [ "$(property one web RolledBack)" = false ] && runs "$1"; }

@test "an image that was slow to become ready has to stay so for the whole time" {
  check='HealthCmd: "test -f /ready || test $VERSION = good", Notify: healthy'
  good "$check"
  # Its time would be over as soon as it is ready, if it counted from the start.
  publish slow 'sleep 10; touch /ready; until test -e /end; do sleep 0.1; done; exit 4'
  web <<<"{Container: {Image: $here/web, $check}, Update: {GoodAfter: 10s}}"
  on one 'systemctl restart web'
  runs slow
  on one 'docker exec web touch /end'
  eventually 20 runs good
  [ "$(property one web Quarantine)" = "$digest" ]
}

@test "an image that exits at once: the same restart ends with the last good one running" {
  good
  publish bad 'echo I am bad; exit 4'
  on one 'systemctl restart web'
  eventually 20 says 'running the last good image'
  runs good
  [ "$(on one 'systemctl is-active web')" = active ]
  [ "$(on one 'systemctl show -p NRestarts --value web')" = 0 ]
  [ "$(property one web RolledBack)" = true ]
  [ "$(property one web Quarantine)" = "$digest" ]
  on one 'systemctl status web' | has_line 'running the last good image'
  on one 'systemctl status web' | has_line 'is in quarantine: the container exited with status 4'
  journal_of one web | has_line 'is in quarantine from now on: the container exited with status 4'
  # Never again, not by ten restarts, nor with the registry away, nor after a reboot.
  for _ in 1 2 3 4 5 6 7 8 9 10; do on one 'systemctl reset-failed web; systemctl restart web'; done
  runs good
  registry_stop one
  on one 'systemctl restart web'
  runs good
  web <<<"{Container: {Image: $here/web}, Install: {WantedBy: multi-user.target}}"
  on one 'systemctl enable --quiet web'
  host_reboot one
  eventually 60 engine_is_up one
  eventually 60 runs good
  [ "$(on one 'grep -c "I am bad" /root/var/log/web.log')" = 1 ]
  on one 'systemctl disable --quiet web'
  # A fix under the same tag arrives by itself.
  registry_start one
  publish fixed "$serving"
  eventually 60 is_fixed fixed
  journal_of one web | has_line 'the image has changed'
}

@test "an image that never becomes healthy, and one that is never ready in time" {
  good 'HealthCmd: "test $VERSION = good", HealthInterval: 300ms, HealthRetries: 2, Notify: healthy'
  publish ill "$serving"
  on one 'systemctl restart web'
  runs good
  [ "$(property one web RolledBack)" = true ]
  text | has_line 'is in quarantine: unhealthy: the health check failed'
  on one 'systemctl stop web'
  web <<<"{Container: {Image: $here/web, HealthCmd: 'test \$VERSION = good', Notify: healthy}, Service: {TimeoutStartSec: 8s}}"
  publish slow "$serving"
  on one 'systemctl start web'
  runs good
  text | has_line 'did not become ready within 8s'
}

@test "an image that crashes after five seconds, and units that need the service run on" {
  good
  on one 'printf "[Unit]\nRequires=web.service\nAfter=web.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/needs.service
    printf "[Unit]\nBindsTo=web.service\nAfter=web.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/bound.service
    systemctl daemon-reload; systemctl start needs bound'
  publish crashes 'until test -e /seen; do sleep 0.1; done; sleep 5; exit 9'
  on one 'systemctl restart web'
  runs crashes
  on one 'docker exec web touch /seen'
  eventually 40 runs good
  eventually 20 says 'is in quarantine: the container exited with status 9'
  [ "$(on one 'systemctl show -p NRestarts --value web')" = 0 ]
  [ "$(on one 'systemctl is-active web needs bound | sort -u')" = active ]
}

@test "with the registry down and the last good image pruned, the reason is told, and all is well when it is back" {
  good
  publish bad 'exit 4'
  on one 'systemctl restart web'
  eventually 20 runs good
  on one 'systemctl stop web; docker rmi -f $(docker images -q | sort -u); docker pull -q '$here'/web' >/dev/null
  # From the registry, by its digest.
  on one 'systemctl start web'
  runs good
  on one "systemctl stop web; docker rmi -f \$(docker images -q | sort -u); docker pull -q $here/web" >/dev/null
  registry_stop one
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line 'and the last good image sha256:'
  registry_start one
  on one 'systemctl reset-failed web; systemctl start web'
  runs good
}

@test "a first image that fails has nothing to fall back to, and a fix is started when it comes" {
  publish bad 'exit 4'
  web <<<"{Container: {Image: $here/web}, Service: {Restart: on-failure, RestartSec: 100ms, StartLimitIntervalSec: 300}}"
  on one 'systemctl start web || true'
  eventually 60 on one 'systemctl is-failed web'
  publish fixed "$serving"
  eventually 60 runs fixed
  eventually 20 on one 'systemctl is-active web'
}

@test "what is not the image's fault puts nothing into quarantine" {
  good
  on one 'systemctl stop web'
  publish other "$serving"
  web <<<"{Container: {Image: $here/web, Sysctl: kernel.msgmax=many}}"
  run on one 'systemctl start web'
  [ "$status" -ne 0 ]
  on one 'systemctl status web' | has_line msgmax
  [ -z "$(property one web Quarantine)" ]
  # And what both images fail at is not the new one's fault.
  web <<<"{Container: {Image: $here/web, Exec: 'false'}}"
  on one 'systemctl start web || true'
  eventually 20 on one '! systemctl is-active --quiet web'
}

@test "a crash loop asks the registry once a minute, a person's start always" {
  # What counts here is what the starts ask.
  update_check 1h
  on one 'systemctl restart berth'
  registry_stop one
  faulty_start one
  registry_start one
  make_image one 127.0.0.1:5000/loop:latest 'sleep 0.2; exit 1'
  push_image one 127.0.0.1:5000/loop:latest
  web <<<"{Container: {Image: 127.0.0.1:5001/loop}, Service: {Restart: on-failure, RestartSec: 200ms, StartLimitBurst: 100}}"
  on one 'systemctl start web; sleep 5; systemctl stop web'
  [ "$(on one 'grep -c . /root/var/log/web.log || true')" -ge 0 ]
  echo "asked $(faulty_requests one '^(HEAD|GET) /v2/loop/manifests/') times in $(on one 'systemctl show -p NRestarts --value web') restarts"
  (($(faulty_requests one '^(HEAD|GET) /v2/loop/manifests/') <= 3))
  before=$(faulty_requests one '^(HEAD|GET) /v2/loop/manifests/')
  on one 'systemctl start web; systemctl stop web'
  (($(faulty_requests one '^(HEAD|GET) /v2/loop/manifests/') > before))
  faulty_stop one
}

@test "old images go, but never what a container, a rollback or somebody's tag needs" {
  good
  on one "docker pull -q $here/web@$good; docker tag $here/web@$good mine:1" >/dev/null
  for version in two three four; do
    publish $version "$serving"
    web <<<"{Container: {Image: $here/web}, Update: {GoodAfter: 500ms}}"
    on one 'systemctl restart web'
    eventually 20 proved "$digest"
    eval "$version=$digest"
  done
  # shellcheck disable=SC2154
  eventually 20 on one "! docker image inspect $here/web@$two >/dev/null 2>&1"
  on one "docker image inspect $here/web@$three $here/web@$four mine:1" >/dev/null
  # shellcheck disable=SC2154
  [ "$(on one "docker image inspect -f '{{index .RepoDigests 0}}' $here/web:previous")" = "$here/web@$three" ]
}

@test "rollback, history and unquarantine by hand" {
  good
  publish second "$serving"
  second=$digest
  web <<<"{Container: {Image: $here/web}, Update: {GoodAfter: 500ms}}"
  on one 'systemctl restart web'
  eventually 20 proved "$second"
  on one 'berthctl rollback web'
  eventually 20 runs good
  [ "$(property one web Quarantine)" = "$second" ]
  on one 'systemctl restart web'
  runs good
  on one 'berthctl history web --json' | jq -e '.[0].digest == "'"$good"'" and (map(.digest) | index("'"$second"'"))'
  on one 'berthctl unquarantine web'
  on one 'systemctl restart web'
  runs second
  on one "berthctl rollback web ${good:7:10}"
  eventually 20 runs good
  run on one 'berthctl rollback web 0123456789'
  [ "$status" -eq 1 ]
  has_line 'has run no image' <<<"$output"
}

@test "a rollback holds though the image that is to go comes to the end of its trial before the restart" {
  good
  publish second "$serving"
  web <<<"{Container: {Image: $here/web}, Update: {GoodAfter: 4s}}"
  on one 'systemctl restart web'
  runs second
  on one 'busctl call org.berth1 /org/berth1 org.berth1.Images RollBack ss web ""'
  sleep 6
  [ "$(property one web GoodDigest)" = "$good" ]
  on one 'systemctl restart web'
  runs good
  [ "$(property one web Quarantine)" = "$digest" ]
}
