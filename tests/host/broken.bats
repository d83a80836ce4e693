# What a wrong descriptor gets: never silence, never a vanished unit, the place and the reason in systemctl status.
load lib

setup_file() {
  berth_boot one
  make_image one web:latest
}
teardown_file() { host_stop_all; }

@test "a broken descriptor is a unit that fails with file:line:column" {
  descriptor one typo <<'YAML'
Container:
  Imgae: web
Install:
  WantedBy: multi-user.target
YAML
  run on one 'systemctl start typo'
  [ "$status" -ne 0 ]
  run on one 'systemctl status typo'
  has_line '/etc/berth/services/typo.yaml:2:3: unknown key "Imgae" in Container (did you mean "Image"?)' <<<"$output"
  has_line 'status=78/CONFIG' <<<"$output"
  [ "$(property one typo LoadState)" = error ]
  on one 'systemctl enable typo'
  run on one 'berthctl check /etc/berth/services/typo.yaml'
  [ "$status" -eq 1 ]
  has_line 'typo.yaml:2:3: unknown key' <<<"$output"
}

@test "a missing Config or env file fails the start with its place, before anything is created" {
  descriptor one files <<'YAML'
Container:
  Image: web
  Pull: never
  Config: app.yaml:/app.yaml
  EnvironmentFile: files.env
YAML
  run on one 'systemctl start files'
  [ "$status" -ne 0 ]
  on one 'systemctl status files' | has_line '/etc/berth/services/files.yaml:4:11:'
  on one 'mkdir -p /root/files; echo x >/root/files/app.yaml'
  run on one 'systemctl start files'
  [ "$status" -ne 0 ]
  on one 'systemctl status files' | has_line '/etc/berth/services/files.yaml:5:20:'
  [ -z "$(on one 'docker ps -aq')" ]
  on one 'echo A=b >/root/files/files.env; systemctl start files'
}

@test "a running service keeps running when its descriptor breaks, and starts again when it is mended" {
  descriptor one mend <<<'{Container: {Image: web, Pull: never}, Service: {RestartSec: 7}}'
  on one 'systemctl start mend'
  pid=$(property one mend MainPID)
  descriptor one mend <<<'{Container: {Image: [}'
  [ "$(on one 'systemctl is-active mend')" = active ]
  [ "$(property one mend MainPID)" = "$pid" ]
  [ "$(on one 'systemctl show -p RestartUSec --value mend')" = 7s ]
  run on one 'systemctl restart mend'
  [ "$status" -ne 0 ]
  # Between two holders the status says something else.
  eventually 20 on one 'systemctl status mend | grep -F /etc/berth/services/mend.yaml:1:'
  descriptor one mend <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start mend; systemctl stop mend'
}

@test "systemctl reload berth reads everything anew at once and reports what is wrong" {
  on one 'rm -f /etc/berth/services/*; echo "{Container: {Image: web, Pull: never}}" >/etc/berth/services/fresh.yaml; systemctl reload berth && systemctl start fresh && systemctl stop fresh'
  on one 'echo "{Container: {}}" >/etc/berth/services/wrong.yaml'
  run on one 'systemctl reload berth'
  [ "$status" -ne 0 ]
  [ "$(on one 'systemctl is-active berth')" = active ]
  journal_of one berth | has_line 'wrong.yaml:1:'
  on one 'rm /etc/berth/services/wrong.yaml; systemctl reload berth'
}

# within_a_second NAME 'ORDER' 'CONDITION': gives the order and tries in the host itself, so that our own way into it does
# not count. On a machine that is so busy that systemd needs long to read its units, it may be ten such times more.
within_a_second() {
  on "$1" "now() { echo \${EPOCHREALTIME/[.,]/}; }
    begun=\$(now); systemctl daemon-reload; busy=\$((\$(now) - begun))
    $2; end=\$((\$(now) + 1000000 + 10 * busy)); until $3; do [ \$(now) -lt \$end ] || exit 1; sleep 0.02; done"
}

@test "new, changed and removed descriptors are noticed within a second, without a word to anybody" {
  within_a_second one \
    'echo "{Container: {Image: web, Pull: never}, Unit: {Description: first}}" >/etc/berth/services/noticed.yaml' \
    '[ "$(systemctl show -p Description --value noticed)" = first ]'
  within_a_second one 'sed -i s/first/second/ /etc/berth/services/noticed.yaml' \
    '[ "$(systemctl show -p Description --value noticed)" = second ]'
  within_a_second one 'rm /etc/berth/services/noticed.yaml' \
    '[ "$(systemctl show -p LoadState --value noticed)" = not-found ]'
  on one '! test -e /usr/local/lib/systemd/system/noticed.service'
}

@test "a service that runs outlives its descriptor, and its unit goes when it stops" {
  descriptor one orphan <<<'{Container: {Image: web, Pull: never}}'
  on one 'systemctl start orphan; rm /etc/berth/services/orphan.yaml; systemctl daemon-reload'
  [ "$(on one 'systemctl is-active orphan')" = active ]
  on one 'systemctl stop orphan'
  [ -z "$(on one 'docker ps -aq -f name=orphan')" ]
  eventually 20 on one '! test -e /usr/local/lib/systemd/system/orphan.service'
}

@test "a unit of somebody else is neither shadowed nor replaced" {
  on one 'echo "{Container: {Image: web}}" >/etc/berth/services/ssh.yaml'
  run on one 'systemctl reload berth'
  [ "$status" -ne 0 ]
  on one '! test -e /usr/local/lib/systemd/system/ssh.service; systemctl is-active ssh'
  journal_of one berth | has_line "ssh.service exists already and is not Berth's"
  on one 'rm /etc/berth/services/ssh.yaml'
}

@test "what is no descriptor ends in an error, not in a hang: FIFO, link loop, device, a line of 10 MB" {
  on one 'cd /etc/berth/services; mkfifo fifo.yaml; ln -s loop.yaml loop.yaml; ln -s /dev/zero zero.yaml; head -c 10000000 /dev/zero | tr "\0" x >long.yaml; printf "a: \377" >bytes.yaml'
  run on one 'timeout 50 systemctl reload berth'
  [ "$status" -ne 0 ] && [ "$status" -ne 124 ]
  for name in fifo loop zero long bytes; do journal_of one berth | has_line "/etc/berth/services/$name.yaml"; done
  [ "$(on one 'systemctl is-active berth')" = active ]
  on one 'rm /etc/berth/services/*; systemctl reload berth'
}
