# What is exported as a Quadlet runs in Podman: its generator takes every file, and the container is as ours was.
load lib

bats_require_minimum_version 1.5.0

files=$BATS_TEST_DIRNAME/podman

setup_file() {
  [[ $suite == trixie ]] || skip "Podman 4.3 has no Quadlet yet"
  berth_boot one
  make_image one app:latest 'trap "exit 0" TERM; printf "argument: %s\n" "$@"; env | sort; echo told; while :; do sleep 1 & wait $!; done' \
    'ENTRYPOINT ["/bin/sh", "/run.sh"]' 'CMD []'
  on one 'mkdir -p /root/app && echo "FROM_FILE=a b" >/root/app/app.env && echo text >/root/app/app.conf
    rm /etc/systemd/system-generators/podman-system-generator
    printf "[storage]\ndriver = \"vfs\"\nrunroot = \"/run/containers/storage\"\ngraphroot = \"/var/lib/containers/storage\"\n" >/etc/containers/storage.conf
    printf "[containers]\npids_limit = 0\n[network]\nfirewall_driver = \"iptables\"\n" >/etc/containers/containers.conf
    mkdir -p /etc/containers/registries.conf.d
    printf "[[registry]]\nlocation = \"127.0.0.1:5000\"\ninsecure = true\n" >/etc/containers/registries.conf.d/here.conf
    docker save app | podman load -q'
}
teardown_file() { host_stop_all; }

has_told() { on one "$1 logs app 2>&1 | grep -qx told"; }
# What the container was told, without what only one of the two engines says.
told() { on one "$1 logs app 2>&1" | grep -vE '^(container=podman|HOME=|SHLVL=)'; }

# What both engines' inspect say in one way.
given_by() {
  on one "$1 inspect app" | jq -S '.[0] | {
    Mounts: (.Mounts | map({Type, Destination, RW, Name}) | sort_by(.Destination)),
    Ports: (.HostConfig.PortBindings | map_values(map({HostPort, HostIp: (.HostIp | sub("^0.0.0.0$"; ""))}))),
    CapAdd: (.HostConfig.CapAdd | map(sub("^CAP_"; ""))), ReadOnly: .HostConfig.ReadonlyRootfs, Shm: .HostConfig.ShmSize,
    Networks: (.NetworkSettings.Networks | keys), Name: .Config.Hostname, User: .Config.User, Signal: .Config.StopSignal,
    Stop: .Config.StopTimeout, Label: .Config.Labels.who, Interval: .Config.Healthcheck.Interval,
    Nofile: (.HostConfig.Ulimits | map(select(.Name | test("nofile"; "i")) | {Soft, Hard}))}'
}

@test "an exported Quadlet gives in Podman what Berth gives in Docker" {
  descriptor one app <"$files/app.yaml"
  on one 'systemctl start app || { systemctl status --no-pager --full app; exit 1; }'
  given_by docker >"$BATS_TEST_TMPDIR/ours"
  eventually 20 has_told docker
  told docker >"$BATS_TEST_TMPDIR/ours.told"
  on one 'systemctl reload app && docker exec app cat /scratch/done' >"$BATS_TEST_TMPDIR/ours.reloaded"
  run on one 'cd /root && berthctl export --to quadlet -o out app'
  [ "$status" -eq 1 ]
  has_line '1 setting was not carried' <<<"$output"  # LogDriver: local
  on one 'systemctl stop app; mv /etc/berth/services/app.yaml /root/; cp /root/out/* /etc/containers/systemd/; systemctl daemon-reload; systemctl start app ||
    { systemctl status --no-pager --full app; exit 1; }'
  [ "$(on one 'systemctl show app --property SourcePath --value')" = /etc/containers/systemd/app.container ]
  given_by podman >"$BATS_TEST_TMPDIR/theirs"
  diff "$BATS_TEST_TMPDIR/ours" "$BATS_TEST_TMPDIR/theirs"
  eventually 20 has_told podman
  told podman | diff "$BATS_TEST_TMPDIR/ours.told" -
  on one 'systemctl reload app && podman exec app cat /scratch/done' | diff "$BATS_TEST_TMPDIR/ours.reloaded" -
  [ "$(cat "$BATS_TEST_TMPDIR/ours.reloaded")" = 'reloaded harbour 2' ]
  on one 'systemctl stop app; ! podman container exists app'
}

@test "Podman's generator takes every key that an export writes, and every example" {
  on one 'rm -f /etc/containers/systemd/*.*; cat >/etc/berth/services/keys.yaml' <"$files/keys.yaml"
  on one 'find /usr/share/doc/berth/examples -name "*.yaml" ! -path "*/compose-project/*" ! -name node-exporter.yaml ! -path "*/museum-prod/*" -exec cp -t /etc/berth/services {} +
    cp /root/app.yaml /etc/berth/services/'
  names=$(on one 'cd /etc/berth/services && for one in *.yaml; do echo ${one%.yaml}; done')
  (($(wc -w <<<"$names") >= 12))
  on one "cd /root && rm -r out && berthctl export --to quadlet -o out ${names//$'\n'/ }" || [ $? -eq 1 ]
  units=$(on one 'QUADLET_UNIT_DIRS=/root/out /usr/libexec/podman/quadlet -dryrun 2>&1')
  run ! grep -E 'quadlet-generator.*(unsupported|converting|Warning|rror)' <<<"$units"
  for name in $names; do has_line "---$name.service---" <<<"$units"; done
  has_line '--entrypoint /bin/sh' <<<"$units"
  has_line '/run.sh ${EMPTY} "a b"' <<<"$units"
}

@test "a Quadlet that runs in Podman is taken over with one restart, and goes back" {
  on one 'rm -f /etc/containers/systemd/*.* /etc/berth/services/*; systemctl daemon-reload'
  registry_start one
  make_image one 127.0.0.1:5000/web:latest 'mkdir /tmp/www; echo "$GREETING" >/tmp/www/index.html; trap "exit 0" TERM; httpd -f -p 80 -h /tmp/www & wait'
  push_image one 127.0.0.1:5000/web:latest
  quadlet 'Volume=/srv:/srv:ro'
  on one 'systemctl start web'
  eventually 20 serves podman
  on one 'berthctl migrate web'
  eventually 20 serves docker
  run ! on one 'podman container exists web'
  [ "$(on one 'systemctl is-enabled web')" = enabled ]
  on one 'systemctl reload web && docker exec web test -f /tmp/reloaded'
  on one 'berthctl migrate --back web'
  eventually 20 serves podman
  [ -z "$(on one 'docker ps -aq -f name=web')" ]
  # What a volume of Podman's holds is not lost without a word.
  quadlet 'Volume=store:/srv'
  run on one 'berthctl migrate web'
  [ "$status" -ne 0 ]
  has_line "what is in Podman's volume store does not come along" <<<"$output"
  serves podman
}
quadlet() {
  on one 'cat >/etc/containers/systemd/web.container; systemctl daemon-reload' <<END
[Container]
Image=127.0.0.1:5000/web:\${TAG}
ContainerName=web
PublishPort=8091:80
Environment=GREETING=hello
$1

[Service]
Environment=TAG=latest
ExecReload=/usr/bin/podman exec web touch /tmp/reloaded
Restart=always

[Install]
WantedBy=multi-user.target
END
}
# serves PROGRAM: the page is there, and it is that engine's container.
serves() { [ "$(on one 'curl -s 127.0.0.1:8091')" = hello ] && on one "$1 exec web true"; }
