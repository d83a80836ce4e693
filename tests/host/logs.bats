# A container's lines: all in the file in their order, and in the journal under the service's unit.
load lib

setup_file() { berth_boot one; }
teardown_file() { host_stop_all; }

@test "lines carry the unit, the stream's priority and the container in the journal" {
  make_image one talk:latest 'trap "exit 0" TERM; echo to out; echo to err >&2; printf "no newline"; while :; do sleep 1 & wait $!; done'
  descriptor one talk <<<'{Container: {Image: talk, Pull: never}}'
  on one 'systemctl start talk'
  # The two streams have no order between them.
  eventually 20 on one 'journalctl --sync
    journalctl --unit talk | grep -q "to err" && journalctl --unit talk | grep -q "to out"'
  on one 'journalctl --unit talk -o json | jq -c "select(.MESSAGE == \"to out\") | [.PRIORITY, .SYSLOG_IDENTIFIER, .OBJECT_SYSTEMD_UNIT, .CONTAINER_NAME, .IMAGE_NAME, (.CONTAINER_ID | length)]"' |
    has_line '["6","talk","talk.service","talk","talk:latest",12]'
  on one 'journalctl --unit talk -o json -p err | jq -r .MESSAGE' | has_line 'to err'
  on one 'systemctl stop talk'
  eventually 20 on one 'grep -qx "no newline" /root/var/log/talk.log'
  [ "$(on one 'stat -c %a /root/var/log/talk.log')" = 640 ]
}

@test "a container's first and last lines are there, however short its life" {
  make_image one brief:latest 'echo first; echo last'
  descriptor one brief <<<'{Container: {Image: brief, Pull: never}}'
  for _ in 1 2 3 4 5 6 7 8 9 10; do on one 'systemctl start brief; while [ $(systemctl is-active brief) != inactive ]; do sleep 0.02; done'; done
  [ "$(on one 'grep -cx first /root/var/log/brief.log')" = 10 ]
  [ "$(on one 'grep -cx last /root/var/log/brief.log')" = 10 ]
}

@test "1,000,000 lines at full speed: all in the file, in order, and the daemon stays small" {
  make_image one flood:latest 'seq 1 1000000 | sed "s/$/ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/"'
  descriptor one flood <<<'{Container: {Image: flood, Pull: never}, Log: {MaxSize: none}}'
  on one 'systemctl start flood'
  eventually 240 on one '[ $(systemctl is-active flood) = inactive ]'
  [ "$(on one 'cut -d" " -f1 /root/var/log/flood.log | cmp - <(seq 1 1000000) && echo same')" = same ]
  peak=$(on one 'awk "/^VmHWM/ {print \$2}" /proc/$(systemctl show -p MainPID --value berth)/status')
  echo "daemon peak $peak kB"
  ((peak <= 40960))
  eventually 20 eval 'journal_of one flood | grep -Eq "suppressed [0-9]+ lines"'
}

@test "with RateLimit: none the journal has every line, beyond what it grants to a unit that does not ask" {
  # journald grants 10,000 lines in 30 s, and up to 3.75 times that where there is much room. It is not made to take more
  # at once than it can: what it does not take is dropped.
  make_image one chatty:latest 'for i in $(seq 1 60); do
      until [ -e /go/$i ]; do usleep 20000; done
      seq $((i * 1000 - 999)) $((i * 1000))
    done'
  on one 'mkdir /root/go'
  descriptor one chatty <<<'{Container: {Image: chatty, Pull: never, Volume: /root/go:/go},
    Log: {RateLimit: none, File: none}}'
  patience=300 on one 'systemctl start chatty; for i in $(seq 1 60); do
      touch /root/go/$i
      until journalctl --unit chatty --lines 5 --output cat | grep -qx $((i * 1000)); do sleep 0.02; done
    done; while [ $(systemctl is-active chatty) != inactive ]; do sleep 0.1; done'
  taken=$(journal_of one chatty | grep -cE '^[0-9]+$' || true)
  echo "$taken lines in the journal"
  ((taken == 60000))
}

@test "no file and no journal where the descriptor says so" {
  descriptor one talk <<<'{Container: {Image: talk, Pull: never}, Log: {File: none, Journal: no}}'
  on one 'rm -f /root/var/log/talk.log; date +%s >/root/since; sleep 1; systemctl start talk
    until docker logs talk | grep -q "to out"; do sleep 0.1; done; systemctl stop talk; ! test -e /root/var/log/talk.log'
  on one 'journalctl --sync; ! journalctl --unit talk --since @$(($(cat /root/since) + 1)) -o cat | grep "to out"'
}

@test "the shippers' list of log files is current" {
  descriptor one shipped <<<'{Container: {Image: talk}}'
  eventually 20 on one 'jq -e ".[] | select(.labels.job == \"shipped\") | .labels.__path__ == \"/root/var/log/shipped.log\"" /var/lib/berth/log-targets.json'
  on one 'rm /etc/berth/services/shipped.yaml'
  eventually 20 on one '! grep -q shipped /var/lib/berth/log-targets.json'
}

@test "a log file that is a link is not followed" {
  on one 'echo precious >/root/precious; ln -sf /root/precious /root/var/log/linked.log'
  descriptor one linked <<<'{Container: {Image: talk, Pull: never}}'
  on one 'systemctl start linked; until docker logs linked | grep -q "to out"; do sleep 0.1; done
    systemctl is-active linked && systemctl stop linked'
  [ "$(on one 'cat /root/precious')" = precious ]
}
