# An upgrade of Berth while a hundred services run: they notice nothing.
load lib

services=$(seq -s ' ' -f 's%03g' 100)
loud=$(seq -s ' ' -f 's%03g' 5)  # these write bursts of 500 lines

setup_file() {
  berth_boot one
  # Numbered lines until it is told to stop, then how many they were.
  make_image one writer:latest 'trap "stop=1" TERM
    i=0
    while [ -z "$stop" ]; do
      n=0
      while [ $n -lt $BURST ]; do n=$((n + 1)) i=$((i + 1)); echo $i; done
      usleep 250000
    done
    echo end $i'
  on one 'cat >/run/bus_calls.py' <"$BATS_TEST_DIRNAME/bus_calls.py"
  write_descriptors
  on one "systemctl start --no-block $services"
  eventually 240 on one "[ \$(systemctl is-active $services | grep -cx active) = 100 ]"
}
teardown_file() { host_stop_all; }

write_descriptors() {
  on one "for service in $services; do
      echo '{Container: {Image: writer, Pull: never, Environment: {BURST: 1}}, Log: {Journal: no}}' >/etc/berth/services/\$service.yaml
    done
    for service in $loud; do sed -i 's/BURST: 1/BURST: 500/' /etc/berth/services/\$service.yaml; done
    systemctl daemon-reload"
}

container_pids() { on one "docker inspect -f '{{.Name}} {{.State.Pid}}' $services | tr -d /"; }

# As README.md has it for other hosts: new files in place of the old ones, and a restart of the daemon.
install_again() {
  tar -C "${BERTH_TREE:-$BATS_TEST_DIRNAME/../../build/host/tree}" -cf - usr | on one 'tar -C / --no-overwrite-dir -xf -'
  on one 'systemd-tmpfiles --create berth.conf; systemctl daemon-reload; systemctl reload dbus; systemctl restart berth
    since=$(systemctl show -p ExecMainStartTimestampMonotonic --value berth)
    python3 /run/bus_calls.py running $since '"$services"
}

@test "an upgrade with 100 running services under load: all are adopted within a second, and none restarts" {
  pids=$(container_pids)
  holders=$(on one "systemctl show -p MainPID --value $services")
  old=$(on one 'stat -Lc %i /usr/sbin/berthd')
  install_again >"$BATS_TEST_TMPDIR/adopted"
  echo "all adopted $(head -1 "$BATS_TEST_TMPDIR/adopted") ms after the daemon's start"
  # Aimed at: a second. The rest is for machines that have much else to do.
  (($(head -1 "$BATS_TEST_TMPDIR/adopted") <= 15000))
  [ "$(on one 'stat -Lc %i /proc/$(systemctl show -p MainPID --value berth)/exe')" != "$old" ]
  diff <(sort <<<"$pids") <(tail -n +2 "$BATS_TEST_TMPDIR/adopted" | sort)
  [ "$(container_pids)" = "$pids" ]
  [ "$(on one "systemctl show -p MainPID --value $services")" = "$holders" ]
  [ "$(on one "systemctl show -p NRestarts --value $services | sort -u | xargs")" = 0 ]
}

@test "no line of theirs was lost or doubled over it" {
  # Each has written something since.
  before=$(on one 'wc -l </root/var/log/s100.log')
  eventually 30 on one "[ \$(wc -l </root/var/log/s100.log) -gt $((before + 3)) ]"
  on one "systemctl stop --no-block $services"
  eventually 240 on one "[ \$(systemctl is-active $services | grep -cx inactive) = 100 ]"
  on one 'cd /root/var/log; cat s???.log | wc -l
    for log in s???.log; do
      awk "/^end / {ended = \$2; next} \$0 != ++last {print FILENAME, NR, \$0, \"is not\", last; last = \$0}
        END {if (ended != last) print FILENAME, \"ended with\", ended, \"after\", last}" $log
    done' >"$BATS_TEST_TMPDIR/lines"
  cat "$BATS_TEST_TMPDIR/lines"
  [ "$(wc -l <"$BATS_TEST_TMPDIR/lines")" = 1 ]
}

@test "a state that a newer version has written is read by this one: nothing known is lost" {
  on one 'systemctl start s001'
  # It is written when systemd has been told, for which nobody has to wait.
  eventually 30 on one 'jq -e ".history[-1].ready > 0 and .history[-1].ended == 0" /var/lib/berth/s001.json'
  on one 'cp /var/lib/berth/s001.json /run/before.json
    jq "walk(if type == \"object\" then . + {later: {kind: 7, list: [1, null]}} else . end)" /run/before.json >/run/newer.json
    test "$(jq -c . /run/newer.json)" != "$(jq -c . /run/before.json)"
    systemctl stop berth; cp /run/newer.json /var/lib/berth/s001.json; systemctl start berth'
  eventually 30 engine_is_up one
  eventually 30 on one 'berthctl history s001 | grep -q "runs$"'
  [ "$(on one 'systemctl is-active s001')" = active ]
  [ "$(on one 'systemctl show -p NRestarts --value s001')" = 0 ]
  on one 'systemctl restart s001'
  [ "$(on one 'jq -c "[.history[].started] | .[0]" /var/lib/berth/s001.json')" = "$(on one 'jq -c "[.history[].started] | .[0]" /run/before.json')" ]
  eventually 20 on one 'test "$(jq ".history | length" /var/lib/berth/s001.json)" = $(($(jq ".history | length" /run/before.json) + 1))'
}
