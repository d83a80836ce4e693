# What systemd, journald, the bus and the holders do behind our back: services run on, and what is lost is told.
load lib

here=127.0.0.1:5001

setup_file() {
  berth_boot one
  make_image one web:latest
  # Numbered lines, a burst of as many as /state/burst says, and that they are written.
  make_image one talk:latest 'trap "exit 0" TERM
    while :; do
      if [ -s /state/burst ]; then
        n=$(cat /state/burst); rm /state/burst
        seq 1 $n | sed "s/\$/ ........................................................................................................................./"
        echo done >/state/done
      fi
      sleep 0.1 & wait $!
    done'
}
teardown_file() { host_stop_all; }
teardown() { on one 'systemctl stop "web*" talk 2>/dev/null; systemctl reset-failed; rm -f /etc/berth/services/*.yaml /root/var/log/*.log; systemctl daemon-reload'; }

web() {
  descriptor one web <<<"{Container: {Image: web, Pull: never}, Service: {Restart: ${1:-no}, RestartSec: 200ms}}"
  on one 'systemctl start web'
  pid=$(container_pid)
  holder=$(on one 'systemctl show -p MainPID --value web')
}
talk() {
  descriptor one talk <<<"{Container: {Image: talk, Pull: never, Volume: '/root/state:/state'}}"
  on one 'mkdir -p /root/state; rm -f /root/state/*; systemctl start talk'
}
# burst COUNT: the container writes so many lines now.
burst() { on one "rm -f /root/state/done; echo $1 >/root/state/burst"; }
burst_is_over() { on one 'test -s /root/state/done'; }
all_in_file() { [ "$(on one "cut -d' ' -f1 /root/var/log/talk.log | cmp - <(seq 1 $1) && echo same")" = same ]; }
is_the_only_one() { on one '[ "$(docker ps -aq | wc -l)" = 1 ]'; }
is_another() { # the container of web runs, and is not the one that did
  local now
  now=$(container_pid) && [ "$now" != 0 ] && [ "$now" != "$pid" ] && [ "$(property one web SubState)" = running ]
}
container_pid() { on one "docker inspect -f '{{.State.Pid}}' web"; }
runs_on() {
  [ "$(property one web SubState)" = running ] && [ "$(property one web MainPID)" = "$pid" ] &&
    [ "$(container_pid)" = "$pid" ] && [ "$(on one 'systemctl show -p MainPID --value web')" = "$holder" ]
}

@test "systemd is re-executed: services run on, and systemctl and status work as before" {
  web
  on one 'systemctl daemon-reexec'
  eventually 20 runs_on
  [ "$(on one 'systemctl show -p NRestarts --value berth')" = 0 ]
  on one 'systemctl restart web; systemctl is-active web'
  on one 'systemctl status web' | has_line 'running web:latest'
  # The one before goes when the new one is ready, and nobody waits for that.
  eventually 20 is_the_only_one
  on one 'systemctl daemon-reexec; systemctl stop web'
  [ -z "$(on one 'docker ps -aq')" ]
}

@test "systemd is re-executed while a restart is prepared: the restart ends well" {
  registry_start one
  faulty_start one
  make_big_image one 127.0.0.1:5000/web 1
  push_image one 127.0.0.1:5000/web
  descriptor one web <<<"{Container: {Image: $here/web}}"
  on one 'systemctl start web'
  pid=$(container_pid)
  make_big_image one 127.0.0.1:5000/web 4
  push_image one 127.0.0.1:5000/web
  on one 'docker rmi 127.0.0.1:5000/web' >/dev/null
  faulty one '{"rate": 100000}'
  on one 'systemctl restart --no-block web'
  eventually 20 eval '[ "$(property one web SubState)" = preparing ]'
  on one 'systemctl daemon-reexec'
  [ "$(container_pid)" = "$pid" ]
  faulty one '{"rate": 1000000}'
  eventually 40 is_another
  eventually 20 eval '[ "$(on one "systemctl is-active web")" = active ]'
  eventually 20 is_the_only_one
  on one 'systemctl stop web'
}

@test "journald is restarted, and killed: files have all lines, and the journal has those that come after" {
  talk
  burst 2000
  on one 'systemctl restart systemd-journald'
  eventually 20 burst_is_over
  eventually 20 all_in_file 2000
  on one 'kill -9 $(systemctl show -p MainPID --value systemd-journald)'
  eventually 20 on one 'systemctl is-active systemd-journald'
  since=$(on one 'rm -f /root/var/log/talk.log; sleep 1.5; date +%s')
  burst 10
  eventually 20 all_in_file 10
  eventually 20 on one "journalctl --sync; journalctl --unit talk --since @$since -o cat | grep -q '^10 [.]'"
}

@test "journald hangs for 20 s: no container is slowed, the file has all, and what the journal missed is told" {
  talk
  since=$(on one 'sleep 1.1; date +%s')
  on one 'kill -STOP $(systemctl show -p MainPID --value systemd-journald)'
  burst 9000
  # All of it while journald hangs.
  eventually 20 burst_is_over
  eventually 20 all_in_file 9000
  # The daemon answers meanwhile.
  [ "$(property one talk SubState)" = running ]
  on one 'sleep 15; kill -CONT $(systemctl show -p MainPID --value systemd-journald)'
  on one 'timeout 40 systemctl stop talk'
  eventually 20 eval 'journal_of one talk | grep -E "[0-9]+ lines of talk did not reach the journal: journald did not take them"'
  eventually 20 each_is_there_or_told 9000
}

each_is_there_or_told() {
  missing=$(journal_of one talk | awk '/^[0-9]+ lines of talk did not reach/ {all += $1} END {print all + 0}')
  there=$(on one "journalctl --unit talk -o cat --since @$since | grep -c '^[0-9]* [.][.]'")
  echo "$there are there, $missing are missing"
  ((there + missing == $1))
}

@test "the journal's disk is full: services and their files do not notice" {
  talk
  on one 'mkdir -p /run/log/journal; mount -t tmpfs -o size=8m none /run/log/journal; systemctl restart systemd-journald; head -c 16M /dev/zero >/run/log/journal/full 2>/dev/null || true'
  burst 5000
  eventually 20 burst_is_over
  eventually 20 all_in_file 5000
  on one 'systemctl restart talk; timeout 40 systemctl stop talk'
  [ "$(on one 'systemctl show -p NRestarts --value berth')" = 0 ]
  on one 'rm /run/log/journal/full; umount -l /run/log/journal; systemctl restart systemd-journald'
}

@test "dbus-daemon is killed: berthd comes back as soon as the bus is there, and services run on" {
  web
  daemon=$(on one 'systemctl show -p MainPID --value berth')
  on one 'kill -9 $(systemctl show -p MainPID --value dbus)'
  eventually 20 runs_on
  [ "$(on one 'systemctl show -p MainPID --value berth')" != "$daemon" ]
  [ "$(on one 'systemctl is-active web')" = active ]
  on one 'systemctl restart web; systemctl stop web'
}

@test "without a bus for some seconds services run on, and berthd is there when it is" {
  web
  on one 'systemctl stop dbus.socket dbus.service; sleep 4; systemctl is-active web; docker top web >/dev/null; systemctl start dbus.socket'
  eventually 20 runs_on
  [ "$(on one 'systemctl is-active berth')" = active ]
}

@test "a holder is killed: its unit fails, its container goes, and Restart= brings both back" {
  web
  on one 'kill -9 $(systemctl show -p MainPID --value web)'
  eventually 20 on one '[ "$(systemctl is-active web)" = failed ]'
  eventually 20 on one '[ -z "$(docker ps -aq)" ]'
  web on-failure
  on one 'kill -9 $(systemctl show -p MainPID --value web)'
  eventually 40 is_another
  eventually 20 is_the_only_one
}
