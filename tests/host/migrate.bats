# Units that run already become Berth's, with one stop and one start each, and go back.
load lib

bats_require_minimum_version 1.5.0

setup_file() {
  berth_boot one
  registry_start one
  make_image one 127.0.0.1:5000/web:latest
  make_image one 127.0.0.1:5000/night:latest 'echo ran'
  make_image one 127.0.0.1:5000/brittle:latest 'if [ -e /flag/fails ]; then sleep 1; exit 7; fi
    trap "exit 0" TERM; while :; do sleep 1 & wait $!; done'
  for image in web night brittle; do push_image one 127.0.0.1:5000/$image:latest; done
  on one 'mkdir -p /root/web /root/flag; echo A=b >/root/web.env'
}
teardown_file() { host_stop_all; }

# legacy NAME [LINES OF docker run]: a unit as people have it, that writes down its own stops.
legacy() {
  on one "cat >/etc/systemd/system/$1.service" <<UNIT
[Unit]
Description=$1
Requires=docker.service
After=docker.service

[Service]
Restart=on-failure
ExecStartPre=-docker pull 127.0.0.1:5000/${2:-$1}
ExecStartPre=-docker stop $1
ExecStartPre=-docker rm $1
ExecStart=docker run --name $1 ${3:-} 127.0.0.1:5000/${2:-$1}
ExecStop=docker stop --time 5 $1

[Install]
WantedBy=multi-user.target
UNIT
  on one "systemctl daemon-reload && systemctl enable --quiet --now $1"
  eventually 20 runs "$1"
}
runs() { [ "$(on one "docker inspect -f '{{.State.Running}}' $1")" = true ]; }
fragment() { on one "systemctl show $1 --property FragmentPath --value"; }

# How often containers of this name were started and ended since a moment.
events() {
  on one "docker events --since $1 --until \$(date +%s.%N) --filter container=$2 --filter event=$3 --format '{{.Time}}' | wc -l"
}
now() { on one 'sleep 1.1; date +%s.%N'; }

@test "a unit that runs is taken over with one stop and one start, and stays enabled" {
  legacy web web '--env-file /root/web.env -v /root/web:/data -p 8080:80'
  given one web >"$BATS_TEST_TMPDIR/before"
  on one 'berthctl migrate --dry-run web' | has_line 'stop web.service'
  [ "$(fragment web)" = /etc/systemd/system/web.service ]
  local since
  since=$(now)
  on one 'berthctl migrate web.service 2>&1'
  [ "$(events "$since" web start)" = 1 ]
  [ "$(events "$since" web die)" = 1 ]
  runs web
  [ "$(fragment web)" = /usr/local/lib/systemd/system/web.service ]
  [ "$(on one 'systemctl is-enabled web')" = enabled ]
  [ "$(on one 'systemctl is-active web')" = active ]
  on one 'test ! -e /etc/systemd/system/web.service'
  given one web >"$BATS_TEST_TMPDIR/after"
  diff <(jq 'del(.HostConfig.LogConfig)' "$BATS_TEST_TMPDIR/before") <(jq 'del(.HostConfig.LogConfig)' "$BATS_TEST_TMPDIR/after")
  # The old unit's own stop ran: it says five seconds, and so does the descriptor.
  on one 'grep "StopTimeout: 5" /etc/berth/services/web.yaml'
  # Once is enough.
  run ! on one 'berthctl migrate web'
}

@test "a descriptor and what it was made of are compared, without a value" {
  run on one 'cp /var/lib/berth/migrated/web/files/etc/systemd/system/web.service /root/
    sed -i "s/--name web/--name web --env B=othersecret --memory 64m/" /root/web.service
    berthctl import --diff /root/web.service'
  [ "$status" = 1 ]
  echo "$output" | has_line '- --memory: 67108864'
  echo "$output" | has_line '- --env B'
  echo "$output" | has_line 'Berth adds: a pull before each start'
  run ! has_line othersecret <<<"$output"
  on one 'berthctl import --diff /var/lib/berth/migrated/web/files/etc/systemd/system/web.service'
  # The container itself, beside its image: what it was given is what the descriptor says, but for what is systemd's.
  run on one 'docker inspect web 127.0.0.1:5000/web:latest | berthctl import --diff -'
  [ "$status" = 1 ]
  run ! grep -E '^  [-+] --(publish|volume|name)' <<<"$output"
}

@test "back is the old unit as it was, enabled and running" {
  local since
  since=$(now)
  on one 'berthctl migrate --back web 2>&1'
  [ "$(fragment web)" = /etc/systemd/system/web.service ]
  eventually 10 runs web
  [ "$(events "$since" web start)" = 1 ]
  [ "$(on one 'systemctl is-enabled web')" = enabled ]
  on one 'test ! -e /etc/berth/services/web.yaml && test ! -e /usr/local/lib/systemd/system/web.service'
  on one 'test -e /var/lib/berth/migrated/web/web.yaml'
  run ! on one 'berthctl migrate --back web'
}

@test "one that does not become ready goes back by itself" {
  legacy brittle brittle '-v /root/flag:/flag'
  on one 'touch /root/flag/fails'
  run on one 'berthctl migrate brittle 2>&1'
  [ "$status" = 1 ]
  echo "$output" | has_line 'brittle: goes back: '
  [ "$(fragment brittle)" = /etc/systemd/system/brittle.service ]
  [ "$(on one 'systemctl is-enabled brittle')" = enabled ]
  on one 'rm /root/flag/fails; systemctl reset-failed brittle; systemctl start brittle'
  eventually 10 runs brittle
  on one 'test ! -e /etc/berth/services/brittle.yaml'
}

@test "what can't be carried is refused before anything is touched" {
  legacy odd web '--domainname lab'
  run on one 'berthctl migrate odd 2>&1'
  [ "$status" = 1 ]
  echo "$output" | has_line 'not carried: --domainname lab'
  runs odd
  on one 'test ! -e /etc/berth/services/odd.yaml && test ! -e /var/lib/berth/migrated/odd'
  on one 'berthctl migrate --force odd 2>&1'
  [ "$(fragment odd)" = /usr/local/lib/systemd/system/odd.service ]
  on one 'berthctl migrate --back odd 2>&1; systemctl disable --quiet --now odd'
}

@test "a timer comes along, and nothing is started but the timer" {
  on one 'cat >/etc/systemd/system/night.service <<UNIT
[Service]
ExecStartPre=docker pull 127.0.0.1:5000/night
ExecStart=docker run --rm --name night 127.0.0.1:5000/night
UNIT
    printf "[Timer]\nOnCalendar=03:00\n[Install]\nWantedBy=timers.target\n" >/etc/systemd/system/night.timer
    systemctl daemon-reload; systemctl enable --quiet --now night.timer'
  on one 'berthctl migrate night 2>&1'
  [ "$(fragment night.timer)" = /usr/local/lib/systemd/system/night.timer ]
  [ "$(on one 'systemctl is-active night.timer')" = active ]
  [ "$(on one 'systemctl is-enabled night.timer')" = enabled ]
  [ "$(on one 'systemctl is-active night')" = inactive ]
  on one 'systemctl start night'
  on one 'berthctl migrate --back night 2>&1'
  [ "$(fragment night.timer)" = /etc/systemd/system/night.timer ]
  [ "$(on one 'systemctl is-active night.timer')" = active ]
  [ "$(on one 'systemctl is-enabled night.timer')" = enabled ]
}

# Killed a while after its beginning: whatever it was at, the second call finishes.
@test "a migration that is killed in the middle is finished by the next one, or undone" {
  local delay
  for delay in 0.05 0.2 0.4 0.7 1.0 1.5 2.5; do
    on one "(berthctl migrate web & p=\$!; sleep $delay; kill -9 \$p; wait \$p) >/dev/null 2>&1; true"
    on one 'if [ ! -e /var/lib/berth/migrated/web/manifest.json ] || ! grep -q "\"is_done\":true" /var/lib/berth/migrated/web/manifest.json
      then berthctl migrate web; fi 2>&1'
    [ "$(fragment web)" = /usr/local/lib/systemd/system/web.service ]
    runs web
    on one "(berthctl migrate --back web & p=\$!; sleep $delay; kill -9 \$p; wait \$p) >/dev/null 2>&1; true"
    on one 'if [ -e /var/lib/berth/migrated/web/manifest.json ]; then berthctl migrate --back web; fi 2>&1'
    [ "$(fragment web)" = /etc/systemd/system/web.service ]
    [ "$(on one 'systemctl is-enabled web')" = enabled ]
    eventually 10 runs web
  done
}
