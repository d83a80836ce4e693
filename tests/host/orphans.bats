# Containers that belong to no service any more: announced, and removed when their grace is over; nothing else ever.
load lib

polite='trap "exit 0" TERM; echo up; while :; do sleep 1 & wait $!; done'

setup_file() {
  berth_boot one
  make_image one web:latest "$polite"
}
teardown_file() { host_stop_all; }
teardown() { on one 'docker ps -aq | xargs -r docker rm -f >/dev/null; systemctl stop "web*" 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml /etc/berth/agent.yaml; systemctl daemon-reload'; }

# grace TIME: berthd starts anew with that OrphanGrace.
grace() {
  on one "echo 'OrphanGrace: $1' >/etc/berth/agent.yaml; systemctl restart berth"
  eventually 30 engine_is_up one
}
# labelled NAME SERVICE: a container as Berth's are, whose service nobody knows.
labelled() { on one "docker run -d --name $1 --label org.berth.service=$2 --label org.berth.descriptor=/etc/berth/services/$2.yaml web"; }
is_there() { [ -n "$(on one "docker ps -aq --filter name=^$1\$")" ]; }
is_gone() { ! is_there "$1"; }

@test "an orphan is announced, stopped by its own signal and removed when its grace is over" {
  labelled ghost ghost
  on one 'docker run -d --name stranger web; docker run -d --name odd --label org.berth.service=../x web'
  grace 4s
  eventually 20 eval 'journal_of one ghost | has_line "belongs to no service: it will be removed in 4s; to keep it, put /etc/berth/services/ghost.yaml back"'
  eventually 30 is_gone ghost
  eventually 20 eval 'journal_of one ghost | has_line "removed the container ghost"'
  # Not before, by the times in the journal: a look at the container itself might come late.
  on one 'journalctl --unit ghost --output json' | jq -se 'map(select(.BERTH_CONTAINER_ID).__REALTIME_TIMESTAMP | tonumber)
    | length == 2 and .[1] - .[0] > 3000000'
  on one 'journalctl MESSAGE_ID=fcec02ca7e364178822474ab47bf13c4 -o json' | jq -e 'select(.OBJECT_SYSTEMD_UNIT == "ghost.service") | .BERTH_CONTAINER_ID'
  is_there stranger
  is_there odd
  on one '[ "$(docker inspect -f "{{.State.Running}}" stranger odd | sort -u)" = true ]'
}

@test "a service that comes back within the grace keeps its container until its next start" {
  labelled spare spare
  labelled ghost web
  grace 10s
  eventually 20 eval 'journal_of one web | has_line "belongs to no service"'
  descriptor one web <<<'{Container: {Image: web, Pull: never, ContainerName: ghost}}'
  eventually 20 eval 'journal_of one web | has_line "the container ghost stays: its service is back"'
  # The grace of both ends at the same time.
  eventually 40 is_gone spare
  is_there ghost
  on one 'systemctl start web'
  [ "$(on one 'docker ps -aq | wc -l')" = 1 ]
}

@test "a descriptor that goes while berthd is away leaves a unit that runs alone, and the container goes with its stop" {
  descriptor one web <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start web; systemctl stop berth; rm /etc/berth/services/web.yaml'
  labelled spare spare
  grace 1s
  eventually 30 is_gone spare
  on one 'systemctl is-active web'
  is_there web
  on one 'systemctl stop web'
  is_gone web
}

@test "a holder and its unit that went while berthd was away leave an orphan" {
  descriptor one web <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start web; systemctl mask --runtime --quiet berth; systemctl kill -s KILL berth; systemctl stop berth
    rm /etc/berth/services/web.yaml; kill -9 $(systemctl show -p MainPID --value web)'
  # With whatever clears up after it.
  eventually 20 on one '[ $(systemctl is-active web) = failed ] || { systemctl kill -s KILL web; false; }'
  is_there web
  on one 'systemctl reset-failed web; systemctl unmask --runtime --quiet berth'
  grace 2s
  eventually 30 is_gone web
}

@test "what somebody runs of a committed image is none of ours, and infinity is for ever" {
  labelled ghost ghost
  on one 'docker commit ghost mine; docker rm -f ghost; docker run -d --name mine mine'
  labelled spare spare
  grace 1s
  eventually 30 is_gone spare
  is_there mine
  labelled ghost ghost
  grace infinity
  on one 'sleep 2'
  is_there ghost
}

@test "what a restart has left of a stopped service is removed when the engine is there" {
  descriptor one web <<<'{Container: {Image: web, Pull: never}}'
  on one 'docker create --name web.berth-next --label org.berth.service=web web'
  on one 'docker create --name web.berth-before --label org.berth.service=web web'
  grace infinity
  eventually 20 is_gone web.berth-next
  eventually 20 is_gone web.berth-before
  on one 'systemctl start web'
  [ "$(on one 'docker ps -aq | wc -l')" = 1 ]
}
