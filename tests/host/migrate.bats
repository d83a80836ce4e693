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
  eventually 60 runs "$1"
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
  eventually 30 runs web
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
  eventually 30 runs brittle
  on one 'test ! -e /etc/berth/services/brittle.yaml'
}

@test "what can't be carried is refused before anything is touched" {
  legacy odd web '--mac-address 02:42:ac:11:00:99'
  run on one 'berthctl migrate odd 2>&1'
  [ "$status" = 1 ]
  echo "$output" | has_line 'not carried: --mac-address 02:42:ac:11:00:99'
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

@test "what requires the unit is stopped with it, and runs again afterwards, there and back" {
  legacy base web
  on one 'printf "[Unit]\nRequires=base.service\nAfter=base.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/needs.service
    printf "[Unit]\nBindsTo=needs.service\nAfter=needs.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/bound.service
    printf "[Unit]\nRequires=base.service\nAfter=base.service\n[Service]\nExecStart=sleep infinity\n" >/etc/systemd/system/idle.service
    systemctl daemon-reload; systemctl start needs bound'
  run on one 'berthctl migrate --dry-run base'
  has_line 'needs.service is stopped with it' <<<"$output"
  run ! has_line 'idle.service is stopped with it' <<<"$output"
  run on one 'berthctl migrate base 2>&1'
  [ "$status" = 0 ]
  has_line 'base: starts needs.service, which was stopped with it' <<<"$output"
  [ "$(on one 'systemctl is-active base needs bound' | sort -u)" = active ]
  run ! on one 'systemctl is-active --quiet idle'
  on one 'berthctl migrate --back base 2>&1'
  [ "$(on one 'systemctl is-active base needs bound' | sort -u)" = active ]
  on one 'systemctl disable --quiet --now base'
}

@test "a unit that is a link to a file elsewhere is taken over, and is that link again" {
  legacy linked web
  on one 'systemctl disable --quiet --now linked; mkdir -p /opt/units; mv /etc/systemd/system/linked.service /opt/units/
    systemctl daemon-reload; systemctl link --quiet /opt/units/linked.service; systemctl enable --quiet --now linked'
  eventually 60 runs linked
  on one 'berthctl migrate linked 2>&1'
  [ "$(fragment linked)" = /usr/local/lib/systemd/system/linked.service ]
  [ "$(on one 'systemctl is-enabled linked; systemctl is-active linked' | xargs)" = 'enabled active' ]
  on one 'test -e /opt/units/linked.service'
  on one 'berthctl migrate --back linked 2>&1'
  [ "$(on one 'readlink /etc/systemd/system/linked.service')" = /opt/units/linked.service ]
  [ "$(on one 'systemctl is-enabled linked; systemctl is-active linked' | xargs)" = 'enabled active' ]
  on one 'systemctl disable --quiet --now linked'
}

@test "an image that is not there any more, and can't be had, is known before the stop" {
  on one 'docker tag 127.0.0.1:5000/web 127.0.0.1:5000/only:2; cat >/etc/systemd/system/only.service <<UNIT
[Service]
ExecStart=docker run --rm --name only 127.0.0.1:5000/only:2
ExecStop=docker stop --time 5 only
UNIT
    systemctl daemon-reload; systemctl start only'
  eventually 60 runs only
  on one 'docker rmi 127.0.0.1:5000/only:2'
  run on one 'berthctl migrate only 2>&1'
  [ "$status" = 1 ]
  has_line 'only: goes back: pull 127.0.0.1:5000/only:2' <<<"$output"
  runs only
  [ "$(fragment only)" = /etc/systemd/system/only.service ]
  on one 'test ! -e /etc/berth/services/only.yaml; systemctl stop only'
}

@test "a unit around docker compose up is taken over, and goes back" {
  on one 'mkdir -p /srv/shop; printf "%s\n" "version: \"3.7\"" "services:" "  web: {image: \"127.0.0.1:5000/web\"}" >/srv/shop/docker-compose.yml
    compose=docker-compose; if docker compose version >/dev/null 2>&1; then compose="docker compose"; fi
    cat >/etc/systemd/system/shop.service <<UNIT
[Unit]
Requires=docker.service
After=docker.service
[Service]
Type=oneshot
RemainAfterExit=yes
WorkingDirectory=/srv/shop
ExecStart=/usr/bin/$compose up -d --remove-orphans
ExecStop=/usr/bin/$compose down
[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload; systemctl enable --quiet --now shop'
  project() { on one "docker ps --filter label=com.docker.compose.project=shop --format '{{.State}}'"; }
  [ "$(project)" = running ]
  on one 'berthctl migrate --dry-run shop' | has_line 'make sure of the images of the project shop'
  patience=180 run on one 'berthctl migrate shop 2>&1'
  [ "$status" = 0 ]
  has_line 'shop: makes sure of the images of the project shop' <<<"$output"
  [ "$(fragment shop)" = /usr/local/lib/systemd/system/shop.service ]
  [ "$(project)" = running ]
  [ "$(on one 'systemctl is-enabled shop; systemctl is-active shop' | xargs)" = 'enabled active' ]
  eventually 20 eval "property one shop StatusText | has_line 'running project shop (web)'"
  patience=180 on one 'berthctl migrate --back shop 2>&1'
  [ "$(fragment shop)" = /etc/systemd/system/shop.service ]
  [ "$(project)" = running ]
  [ "$(on one 'systemctl is-enabled shop; systemctl is-active shop' | xargs)" = 'enabled active' ]
  on one 'systemctl disable --quiet --now shop'
  [ -z "$(project)" ]
}

@test "a unit of a program of the host is taken over, and goes back; one that dies at once does so by itself" {
  on one 'printf "%s\n" "#!/bin/sh" "trap \"exit 0\" TERM" "if [ -e /srv/fails ]; then exit 3; fi" "echo here, with \$A" "while :; do sleep 0.1 & wait \$!; done" >/usr/local/bin/meter
    chmod +x /usr/local/bin/meter; cat >/etc/systemd/system/meter.service <<UNIT
[Service]
User=nobody
EnvironmentFile=/root/web.env
ExecStart=/usr/local/bin/meter
[Install]
WantedBy=multi-user.target
UNIT
    systemctl daemon-reload; systemctl enable --quiet --now meter'
  on one 'berthctl migrate meter 2>&1'
  [ "$(fragment meter)" = /usr/local/lib/systemd/system/meter.service ]
  [ "$(on one 'systemctl is-enabled meter; systemctl is-active meter' | xargs)" = 'enabled active' ]
  eventually 20 on one 'grep -q "here, with b" /root/var/log/meter.log'
  [ "$(on one 'ps -o user= -p $(systemctl show meter --property MainPID --value)')" = nobody ]
  on one 'berthctl migrate --back meter 2>&1'
  [ "$(fragment meter)" = /etc/systemd/system/meter.service ]
  [ "$(on one 'systemctl is-enabled meter; systemctl is-active meter' | xargs)" = 'enabled active' ]
  on one 'touch /srv/fails'
  run on one 'berthctl migrate meter 2>&1'
  on one 'rm /srv/fails'
  [ "$status" = 1 ]
  has_line 'meter: goes back: ' <<<"$output"
  [ "$(fragment meter)" = /etc/systemd/system/meter.service ]
  on one 'test ! -e /etc/berth/services/meter.yaml; systemctl disable --quiet --now meter'
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
    eventually 30 runs web
  done
}
