# A host that has run a unit around docker run until now: the commands of README.md move it, and the container is the same.
load lib

setup_file() {
  berth_boot one
  make_image one hello:latest
  on one 'mkdir -p /root/hello /root/services && echo GREETING=hi there >/root/hello.env && echo data >/root/hello/data
    cat >/etc/systemd/system/hello.service' <<'UNIT'
[Unit]
Description=hello
Requires=docker.service
After=docker.service

[Service]
Restart=on-failure
ExecStartPre=-docker pull hello
ExecStartPre=-docker stop hello
ExecStartPre=-docker rm hello
ExecStart=docker run --name hello \
  --hostname "%H" --env-file /root/hello.env -e "MODE=a b" \
  --cap-add NET_ADMIN --add-host=host.docker.internal:host-gateway \
  -p 8080:80 -p 443:443/udp -v /root/hello:/data:ro -v hello-storage:/var/lib/hello --log-opt max-size=1m \
  hello
ExecStop=docker stop hello

[Install]
WantedBy=multi-user.target
UNIT
}
teardown_file() { host_stop_all; }

@test "a unit around docker run becomes a descriptor whose container is the same" {
  on one 'systemctl daemon-reload && systemctl start hello'
  eventually 30 on one 'test "$(docker inspect -f "{{.State.Running}}" hello)" = true'
  given one hello >"$BATS_TEST_TMPDIR/before"
  on one 'cd /root && berthctl import -o services /etc/systemd/system/hello.service'
  on one 'cat /root/services/hello.yaml; berthctl check /root/services/hello.yaml'
  on one 'systemctl stop hello; docker rm -f hello; rm /etc/systemd/system/hello.service; mv /root/services/hello.yaml /etc/berth/services/ && systemctl daemon-reload && systemctl enable --now hello'
  [ "$(on one 'systemctl is-active hello')" = active ]
  given one hello >"$BATS_TEST_TMPDIR/after"
  diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}

@test "a container that runs becomes a descriptor, too" {
  on one 'docker run -d --name other -e MODE=x -v /root/hello:/data --init hello && docker inspect other hello:latest | berthctl import -o services - && berthctl check services/other.yaml'
  # Its log is for docker logs; Berth keeps a small one.
  given one other | jq 'del(.HostConfig.LogConfig)' >"$BATS_TEST_TMPDIR/before"
  on one 'docker rm -f other && mv services/other.yaml /etc/berth/services/ && systemctl daemon-reload && systemctl start other'
  given one other | jq 'del(.HostConfig.LogConfig)' >"$BATS_TEST_TMPDIR/after"
  diff "$BATS_TEST_TMPDIR/before" "$BATS_TEST_TMPDIR/after"
}
