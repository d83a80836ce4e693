# Real services, three ways: a unit around docker run as operators have it (corpus/), what berthctl import makes of it, and
# the example that was written by hand. Each way, the same container runs, and it sees the same things.
load lib

bats_require_minimum_version 1.5.0

# Says what it was given, how it is reloaded, and waits to be stopped. A run before the start fails at once.
recorder='
  for program in nginx caddy; do
    printf "%s\n" "#!/bin/sh" "echo reload: $program \$* in \$(pwd) >/proc/1/fd/1" >/bin/$program
    chmod +x /bin/$program
  done
  echo "arguments: $*"
  env | sed "s/^/environment: /" | sort
  echo "host name: $(hostname)"
  grep CapEff /proc/self/status
  while read -r _ _ _ _ target options _; do echo "mount: $target $options"; done </proc/self/mountinfo | sort
  cat /etc/hosts | grep host.docker.internal
  trap "exit 0" TERM
  echo "that is all"
  if [ "$1" = ./listmonk ]; then exit 3; fi
  while :; do sleep 1 & wait $!; done'

images=(caddy grafana/grafana-oss listmonk/listmonk metabase/metabase nginx prom/prometheus grafana/promtail
  louislam/uptime-kuma:1 registry.example/copycat-db registry.example/museum-prod)

# Docker Hub and registry.example are the host's own registry: each pull is a real one.
setup_file() {
  berth_boot one
  registry_start one
  make_image one recorder "$recorder" 'ENTRYPOINT ["/bin/sh", "/run.sh"]' 'CMD []'
  on one "set -e
    echo 127.0.0.1 registry.example >>/etc/hosts
    iptables -t nat -A OUTPUT -d 127.0.0.1 -p tcp --dport 80 -j REDIRECT --to-ports 5000
    jq '.[\"registry-mirrors\"] = [\"http://127.0.0.1:5000\"]' /etc/docker/daemon.json >/run/daemon.json
    cp /run/daemon.json /etc/docker/daemon.json && systemctl restart docker
    mkdir -p /root/nginx && touch /root/nginx/cert.pem /root/nginx/key.pem"
  # One by one: all of them may be too much for the time that an order has.
  local image path
  for image in "${images[@]}"; do
    case $image in registry.example/*) path=${image#*/} ;; */*) path=$image ;; *) path=library/$image ;; esac
    path=127.0.0.1:5000/$path
    on one "docker tag recorder $path && docker push --quiet $path && docker rmi $path" >/dev/null
  done
  tar -C "$BATS_TEST_DIRNAME" -cf - corpus | on one 'tar -C /root -xf -'
  tar -C "$BATS_TEST_DIRNAME/../.." -cf - examples | on one 'tar -C /root -xf -'
  eventually 20 engine_is_up one
}
teardown_file() { host_stop_all; }
teardown() { take_away "${BATS_TEST_DESCRIPTION%%:*}" nginx; }

# The three ways to have a service, and it runs, though a job would wait. A README's commands are its indented lines.
by_readme() {
  local folder=${2:-$1}
  on one "set -e; cd /root/examples/$folder; $(sed -n 's/^    //p' "$BATS_TEST_DIRNAME/../../examples/$folder/README.md")
    systemctl start $1"
}
by_unit() {
  on one "cp /root/corpus/$1.* /etc/systemd/system/
    systemctl --no-reload --quiet enable $1 2>&1; systemctl daemon-reload; systemctl start $1"
}
by_import() {
  on one "rm -rf /root/imported; berthctl import -o /root/imported /root/corpus/$1.service 2>&1 || [ \$? = 1 ]
    mv /root/imported/$1.yaml /etc/berth/services/ && systemctl daemon-reload &&
    systemctl --quiet enable $1 2>&1 && systemctl start $1"
}

# The reload comes with what is next.
take_away() {
  on one "for name in $*; do
      systemctl stop \$name.timer \$name
      systemctl --no-reload disable \$name.timer
      systemctl --no-reload disable \$name
      rm -f /etc/systemd/system/\$name.* /etc/berth/services/\$name.yaml
    done 2>/dev/null
    docker ps --all --quiet | xargs -r docker rm --force >/dev/null
    systemctl reset-failed"
}

own_name='^(environment: HOSTNAME=|host name: )[0-9a-f]{12}$'
has_said() { on one "docker logs $1 2>&1" | has_line "$2"; }

# look WAY NAME CONTAINER: keeps what there is to see of a service, after a reload if it can: what its container was given,
# and what that and the unit tell.
look() {
  local here=$BATS_TEST_TMPDIR/$1 properties=Restart,RestartUSec,StartLimitIntervalUSec,StartLimitBurst,WantedBy,CanReload
  eventually 20 has_said "$3" 'that is all'
  given one "$3" >"$here.given"
  on one "systemctl show $2 --property $properties" >"$here.unit"
  if has_line CanReload=yes <"$here.unit"; then
    on one "systemctl reload $2"
    eventually 20 has_said "$3" 'reload: '
  fi
  { cat "$here.unit"; on one "docker logs $3" | grep -vE "$own_name"; } >"$here.told"
}

# The ways are compared with each other. How much of the output Docker keeps is Berth's choice, unless LogOpt says it; and
# a Config must exist, which Docker writes down in another place.
all_alike() {
  local here=$BATS_TEST_TMPDIR way
  local without_log='if .HostConfig.LogConfig.Config["max-size"] == "1g" then . else del(.HostConfig.LogConfig) end'
  local without_binds='| del(.HostConfig.Binds, .HostConfig.Mounts, .Mounts[].Mode)'
  diff <(jq "$without_log" "$here/unit.given") <(jq "$without_log" "$here/import.given")
  diff <(jq "$without_log $without_binds" "$here/unit.given") <(jq "$without_log $without_binds" "$here/readme.given")
  for way in readme import; do
    diff "$here/unit.told" "$here/$way.told"
  done
}

# three_ways NAME [CONTAINER [FOLDER [NEEDED]]]: has the service each way, one after another, after the one that it needs.
three_ways() {
  local way needed=${4:-}
  for way in readme unit import; do
    if [ -n "$needed" ]; then "by_$way" "$needed"; fi
    "by_$way" "$1" "${3:-$1}"
    look "$way" "$1" "${2:-$1}"
    if [ "$way" != import ]; then take_away "$1" "$needed"; fi
  done
  all_alike
  run ! on one "grep 'not carried' /etc/berth/services/$1.yaml"
}

# What all three of them have, so that being alike is not being empty.
has() { jq --slurp --exit-status "all(.[]; $1)" "$BATS_TEST_TMPDIR"/{readme,unit,import}.given >/dev/null; }
has_mounts() {
  has "[.Mounts[] | (.Name // .Source) + \":\" + .Destination + (if .RW then \"\" else \":ro\" end)] == ($1 | sort_by(split(\":\")[1]))"
}
has_ports() { has "(.HostConfig.PortBindings | keys) == ($1 | sort)"; }
told() { for way in readme unit import; do has_line "$1" <"$BATS_TEST_TMPDIR/$way.told"; done; }

@test "caddy: ports of both protocols, a capability, three folders, a reload in one of them" {
  three_ways caddy
  told 'reload: caddy reload in /etc/caddy'
  has '.HostConfig.CapAdd == ["NET_ADMIN"]'
  told 'CapEff:	00000000a80435fb'
  has_ports '["80/tcp", "443/tcp", "443/udp"]'
  has_mounts '["/root/caddy/conf:/etc/caddy", "/root/caddy/data:/data", "/root/caddy/config:/config"]'
}

@test "grafana: a port, a variable, a volume" {
  three_ways grafana
  has_ports '["3001/tcp"]'
  has_mounts '["grafana-storage:/var/lib/grafana"]'
  told 'environment: GF_SERVER_HTTP_PORT=3001'
}

@test "listmonk: a run before the start, which may fail, and one file" {
  three_ways listmonk
  has_all_runs() { [ "$(journal_of one listmonk | grep -c '^that is all')" = 6 ]; }
  eventually 20 has_all_runs
  journal_of one listmonk >"$BATS_TEST_TMPDIR/journal"
  sed -n 's/^arguments: *//p' "$BATS_TEST_TMPDIR/journal" >"$BATS_TEST_TMPDIR/runs"
  diff "$BATS_TEST_TMPDIR/runs" <(for way in 1 2 3; do printf '%s\n' './listmonk --upgrade --yes' ''; done)
  # It saw the same each time.
  sed -n '/^arguments: .*upgrade/,/^that is all/p' "$BATS_TEST_TMPDIR/journal" | grep -vE "$own_name" | sort | uniq -c >"$BATS_TEST_TMPDIR/counted"
  run ! grep -v '^ *3 ' "$BATS_TEST_TMPDIR/counted"
  has_line 'mount: /listmonk/config.toml ro' <"$BATS_TEST_TMPDIR/counted"
  has_ports '["9000/tcp"]'
  has_mounts '["/root/listmonk/config.toml:/listmonk/config.toml:ro"]'
}

@test "metabase: a port, a file that is written" {
  three_ways metabase
  has_ports '["3000/tcp"]'
  has_mounts '["/root/metabase.db:/metabase.db"]'
}

@test "nginx: the host by name, certificates, a limit of the log, a reload" {
  three_ways nginx
  told 'reload: nginx -s reload in /'
  has '.HostConfig.LogConfig.Config == {"max-size": "1g"}'
  has_ports '["443/tcp"]'
  has_mounts '["/root/nginx/cert.pem:/etc/ssl/certs/cert.pem:ro", "/root/nginx/key.pem:/etc/ssl/private/key.pem:ro",
    "/root/nginx/conf.d:/etc/nginx/conf.d:ro"]'
  told 'host.docker.internal'
}

@test "prometheus: no port at all" {
  three_ways prometheus
  has '.HostConfig.PortBindings == null'
  has_mounts '["/root/prometheus.yml:/etc/prometheus/prometheus.yml:ro"]'
  told 'host.docker.internal'
}

@test "promtail: the name of the host, folders of the host, arguments" {
  three_ways promtail
  told 'arguments: -config.file=/config.yaml -config.expand-env=true'
  told "host name: $(host_name one)"
  has_mounts '["/root/promtail.yaml:/config.yaml:ro", "/var/log:/var/log", "/root/var/logs:/var/logs:ro",
    "/var/lib/docker/containers:/var/lib/docker/containers:ro"]'
}

@test "uptime-kuma: an image with a tag" {
  three_ways uptime-kuma
  [ "$(on one 'docker inspect --format {{.Config.Image}} uptime-kuma')" = louislam/uptime-kuma:1 ]
  has_ports '["3001/tcp"]'
  has_mounts '["/root/uptime-kuma:/app/data"]'
}

@test "museum: an image that is pulled only when it is missing, a restart on failure" {
  three_ways museum museum museum-prod
  has_ports '["443/tcp", "2112/tcp"]'
  has_mounts '["/root/museum/credentials:/credentials:ro", "/root/museum/credentials.yaml:/credentials.yaml:ro",
    "/root/museum/data:/data:ro", "/root/var:/var"]'
  told 'environment: ENVIRONMENT=production'
  told "host name: $(host_name one)"
  told Restart=on-failure
  on one 'grep "Pull: missing" /etc/berth/services/museum.yaml'
}

@test "museum.nginx: after another service, under another name" {
  three_ways museum.nginx museum museum.nginx nginx
  has_ports '["8080/tcp", "2112/tcp"]'
  told 'environment: ENTE_HTTP_USE_TLS=0'
  on one 'systemctl show museum.nginx --property Requires' | has_line nginx.service
  on one 'systemctl show museum.nginx --property After' | has_line nginx.service
  # As systemd has it of services that are required.
  on one 'systemctl stop nginx; systemctl is-active museum.nginx' | has_line inactive
}

@test "copycat-db: a job each day from a private registry, six runs at most, a log file elsewhere" {
  three_ways copycat-db
  told 'environment: PGHOST=host.docker.internal'
  has_mounts '["/root/var:/var"]'
  told Restart=always
  told RestartUSec=1h
  told StartLimitIntervalUSec=1d
  told StartLimitBurst=6
  on one 'grep "that is all" /root/var/logs/copycat-db.log'
  # It ends well, and waits for its next run as the unit does.
  on one 'docker exec copycat-db kill -TERM 1 || test $? = 137' # the command may end with its container
  eventually 20 eval '[ "$(on one "systemctl show copycat-db --property SubState --value")" = auto-restart ]'
  eventually 20 eval '[ "$(property one copycat-db LastRunResult)" = success ]'
}

@test "copycat-db: its timer is the same" {
  # Midnight may come between two of them.
  local way without_day='s/[A-Z][a-z]{2} [0-9-]{10} /DAY /g'
  local when="systemctl show copycat-db.timer --property TimersCalendar,Persistent,AccuracyUSec,RandomizedDelayUSec,Unit,NextElapseUSecRealtime"
  for way in readme unit import; do
    by_$way copycat-db
    # A TERM that `docker run` hands on before anybody waits for it is lost.
    eventually 20 on one 'docker logs copycat-db 2>&1 | grep -q "that is all"'
    on one "systemctl enable --quiet --now copycat-db.timer && $when" | sed -E "$without_day" >"$BATS_TEST_TMPDIR/$way.timer"
    on one 'systemctl list-timers' | has_line copycat-db.timer
    take_away copycat-db
  done
  has_line 'OnCalendar=*-*-* 00:00:00' <"$BATS_TEST_TMPDIR/unit.timer"
  diff "$BATS_TEST_TMPDIR/unit.timer" "$BATS_TEST_TMPDIR/import.timer"
  diff "$BATS_TEST_TMPDIR/unit.timer" "$BATS_TEST_TMPDIR/readme.timer"
}
