# scripts/install --uninstall: what Berth put on a host goes, what is the operator's stays.
load lib

bats_require_minimum_version 1.5.0

setup_file() {
  berth_boot one
  make_image one app:latest
  # As an install on the host itself leaves it.
  (cd "${BERTH_TREE:-$BATS_TEST_DIRNAME/../../build/host/tree}" && find usr ! -type d | sed 's|^|/|' | sort) |
    on one 'mkdir -p /root/checkout/scripts && cat >/usr/share/doc/berth/installed-files'
  on one 'cat >/root/checkout/scripts/install; chmod +x /root/checkout/scripts/install' <"$BATS_TEST_DIRNAME/../../scripts/install"
}
teardown_file() { host_stop_all; }

@test "services, timers and instances are stopped and gone, and descriptors, files and logs stay" {
  descriptor one app <<<'{Container: {Image: app, Pull: never}, Install: {WantedBy: multi-user.target}}'
  descriptor one worker@ <<<'{Container: {Image: app, Pull: never}, Install: {WantedBy: multi-user.target}}'
  descriptor one job <<<'{Container: {Image: app, Pull: never, Exec: "true"}, Schedule: {Every: 1h}}'
  descriptor one ticker@ <<<'{Process: {Exec: /bin/sleep infinity}}'
  descriptor one idle@ <<<'{Container: {Image: app, Pull: never}}'
  on one 'systemctl enable --quiet --now app worker@a job.timer; systemctl start worker@b ticker@1'
  # One that is told to end before it has its trap would be killed, and its unit fail.
  eventually 30 on one 'cd /root/var/log; for name in app worker@a worker@b; do grep -qx up $name.log || exit; done'
  before=$(on one 'find /etc/berth /root/var/log/app.log -type f -exec md5sum {} +')
  on one '/root/checkout/scripts/install --uninstall'
  [ -z "$(on one 'docker ps -aq')" ]
  [ -z "$(on one 'systemctl list-units --all --plain --no-legend "app*" "worker@*" "job*" "ticker@*" "berth*" | grep -v not-found')" ]
  [ -z "$(on one 'systemctl list-unit-files --no-legend "app*" "worker@*" "job*" "ticker@*" "berth*"')" ]
  [ -z "$(on one 'find /etc/systemd/system -lname "*/app.service" -o -name "worker@*" -o -name "job.*"')" ]
  [ -z "$(on one 'find /usr -iname "*berth*"')" ]
  [ "$(on one 'find /etc/berth /root/var/log/app.log -type f -exec md5sum {} +')" = "$before" ]
}
