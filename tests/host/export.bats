# What is exported runs without Berth, and its container is the same.
load lib

bats_require_minimum_version 1.5.0

setup_file() {
  berth_boot one
  make_image one app:latest 'trap "exit 0" TERM; echo "arguments: $*"; env | sort; echo told; while :; do sleep 1 & wait $!; done' \
    'ENTRYPOINT ["/bin/sh", "/run.sh"]' 'CMD []'
  on one 'mkdir -p /root/app && echo "FROM_FILE=a b" >/root/app/app.env && echo text >/root/app/app.conf'
}
teardown_file() { host_stop_all; }

has_told() { on one 'docker logs app 2>&1 | grep -qx told'; }

@test "an exported unit gives the container that Berth gives" {
  descriptor one app <<'YAML'
Unit:
  Description: an application, 100% of it
Container:
  Image: app
  Pull: never
  Exec: ["--name=$HOME", "100%% \"sure\"", "", "two\nlines", "it's"]
  Environment: { DOLLARS: "$HOME ${HOME} $$", PERCENT: "%%n", QUOTES: "\"'\\", LINES: "a\nb", EMPTY: "" }
  EnvironmentFile: app.env
  Config: app.conf:/app.conf
  Volume: ["/root/var:/var/app", "app-storage:/storage:ro"]
  Mount: type=bind,source=/etc,target=/host,readonly
  Tmpfs: /scratch:size=1m
  PublishPort: ["8081:80", "127.0.0.1:8082-8084:82-84/udp"]
  HostName: harbour
  User: 0:0
  AddHost: host.docker.internal:host-gateway
  AddCapability: NET_ADMIN
  DropCapability: MKNOD
  ReadOnly: yes
  NoNewPrivileges: yes
  Memory: 64m
  PidsLimit: 50
  Ulimit: { nofile: "1024:2048" }
  Sysctl: { net.ipv4.ip_forward: 1 }
  ShmSize: 8m
  Label: { who: "me & you" }
  LogOpt: { max-size: 1m }
  HealthCmd: "true"
  HealthInterval: 2s
  StopSignal: TERM
  StopTimeout: 3
  Init: yes
Service:
  Restart: on-failure
YAML
  on one 'systemctl start app || { systemctl status --no-pager --full app; exit 1; }'
  given one app >"$BATS_TEST_TMPDIR/ours"
  eventually 20 has_told
  on one 'docker logs app 2>&1' | grep -v HOSTNAME >"$BATS_TEST_TMPDIR/ours.told"
  on one 'cd /root && berthctl export --to unit -o out app'
  [ "$(on one 'stat -c %a /root/out/app.service')" = 600 ]
  on one 'systemctl stop app; mv /etc/berth/services/app.yaml /root/; mv /root/out/app.service /etc/systemd/system/; systemctl daemon-reload; systemctl start app'
  eventually 30 has_told
  [ "$(on one 'systemctl show app --property FragmentPath --value')" = /etc/systemd/system/app.service ]
  [ -z "$(on one 'systemd-analyze verify /etc/systemd/system/app.service 2>&1')" ]
  given one app >"$BATS_TEST_TMPDIR/theirs"
  # docker run --rm, for there is nobody else to remove it.
  local alike='del(.HostConfig.AutoRemove)'
  diff <(jq "$alike" "$BATS_TEST_TMPDIR/ours") <(jq "$alike" "$BATS_TEST_TMPDIR/theirs")
  on one 'docker logs app 2>&1' | grep -v HOSTNAME | diff "$BATS_TEST_TMPDIR/ours.told" -
  on one 'systemctl stop app'
  eventually 30 on one '! docker container inspect app >/dev/null 2>&1' # --rm is the engine's, a moment later
}

@test "and an import of it is the descriptor again" {
  on one 'cd /root && berthctl import -o back /etc/systemd/system/app.service; berthctl check back/app.yaml'
  on one 'systemctl stop app; rm /etc/systemd/system/app.service; mv /root/back/app.yaml /etc/berth/services/; systemctl daemon-reload; systemctl start app'
  given one app >"$BATS_TEST_TMPDIR/again"
  [ -s "$BATS_TEST_TMPDIR/again" ]
  has_line NET_ADMIN <"$BATS_TEST_TMPDIR/again"
}

# Compose 2 and docker-compose 1.29 both have labels of their own, restart by themselves, and say mounts in their own way.
@test "an exported Compose file gives it, too" {
  given one app >"$BATS_FILE_TMPDIR/ours"
  run on one 'cd /root && berthctl export --to compose -o out app'
  [ "$status" -eq 1 ]
  has_line '1 setting was not carried' <<<"$output"
  on one 'systemctl stop app; cd /root/out && docker-compose -f compose.yaml up -d'
  given one app >"$BATS_FILE_TMPDIR/theirs"
  on one 'cd /root/out && docker-compose -f compose.yaml down'
  local alike='del(.HostConfig.RestartPolicy, .HostConfig.Binds, .HostConfig.Mounts, .Mounts[].Mode)
    | .HostConfig.NetworkMode |= sub("default"; "bridge") | .Config.Labels |= with_entries(select(.key | startswith("com.docker.compose.") | not))'
  diff <(jq "$alike" "$BATS_FILE_TMPDIR/ours") <(jq "$alike" "$BATS_FILE_TMPDIR/theirs")
}
