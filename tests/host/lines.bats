# No line lost and none doubled, whatever dies.
load lib

setup_file() { berth_boot one; }
teardown_file() { host_stop_all; }

# Kills berthd so many times, each time at another moment of its work.
kill_berthd() {
  patience=300 on "$1" "last=0; for i in \$(seq $2); do
    until pid=\$(systemctl show -p MainPID --value berth) && [ \$pid != 0 ] && [ \$pid != \$last ]; do sleep 0.02; done
    last=\$pid
    sleep 0.\$((RANDOM % 4))\$((RANDOM % 10))
    kill -9 \$pid
  done"
}

@test "kill -9 of berthd thirty times during a flood of 3,000,000 lines: each line exactly once in the file" {
  make_image one flood:latest 'seq 1 3000000 | sed "s/$/ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/"'
  descriptor one flood <<<'{Container: {Image: flood, Pull: never}, Log: {Journal: no, MaxSize: none}}'
  on one 'systemctl start flood'
  kill_berthd one 30
  echo "lines in the file after the last kill: $(on one 'wc -l </root/var/log/flood.log')"
  eventually 240 on one '[ $(systemctl is-active flood) = inactive ]'
  [ "$(on one 'cut -d" " -f1 /root/var/log/flood.log | cmp - <(seq 1 3000000) && echo same')" = same ]
  eventually 20 on one '[ $(systemctl show -p NRestarts --value berth) -ge 30 ]'
}

@test "and the same through rotations and compressions, over all files together" {
  make_image one rolled:latest 'seq 1 1500000 | sed "s/$/ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/"'
  descriptor one rolled <<<'{Container: {Image: rolled, Pull: never}, Log: {Journal: no, MaxSize: 2M, MaxFiles: 100}}'
  on one 'systemctl start rolled'
  kill_berthd one 12
  eventually 240 on one '[ $(systemctl is-active rolled) = inactive ]'
  # Compressed with what nobody else wants of the processors.
  eventually 240 on one 'test -z "$(find /root/var/log -name "rolled.log.*[0-9]")"'
  on one 'ls /root/var/log | grep -c "rolled.log.*gz"'
  [ "$(on one '(ls -v -r /root/var/log/rolled.log.*.gz | xargs zcat; cat /root/var/log/rolled.log) | cut -d" " -f1 | cmp - <(seq 1 1500000) && echo same')" = same ]
}

# An engine whose container has ended with its output unread answers nothing about it.
@test "kill -9 of berthd at the end of a flood: the end is noticed, and each line is there once" {
  make_image one short:latest 'seq 1 300000 | sed "s/$/ xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/"'
  descriptor one short <<<'{Container: {Image: short, Pull: never}, Log: {Journal: no, MaxSize: none}}'
  for _ in $(seq 10); do
    on one 'rm -f /root/var/log/short.log; systemctl start short'
    kill_berthd one 3
    eventually 60 on one '[ $(systemctl is-active short) = inactive ]'
    [ "$(on one 'cut -d" " -f1 /root/var/log/short.log | cmp - <(seq 1 300000) && echo same')" = same ]
  done
}

@test "kill -9 of berthd while services start and stop: every line of every run is there" {
  make_image one brief:latest 'trap "echo last; exit 0" TERM; seq 1 20000; echo ready; while :; do sleep 1 & wait $!; done'
  descriptor one brief <<<'{Container: {Image: brief, Pull: never}, Log: {Journal: no}, Service: {TimeoutStartSec: 60s}}'
  # While systemd brings it back there is none to kill, and its MainPID is 0.
  local kill='pid=$(systemctl show -p MainPID --value berth); [ $pid = 0 ] || kill -9 $pid || true'
  for _ in $(seq 8); do
    on one "systemctl start --no-block brief; sleep 0.\$((RANDOM % 5)); $kill"
    eventually 60 on one '[ $(systemctl is-active brief) = active ]'
    # A run that is told to end before it has its trap has no last word.
    eventually 20 on one 'docker logs brief 2>/dev/null | grep -q .'
    on one "sleep 0.\$((RANDOM % 3)); systemctl stop --no-block brief; sleep 0.\$((RANDOM % 3)); $kill"
    eventually 60 on one '[ $(systemctl is-active brief) = inactive ]'
  done
  [ -z "$(on one 'docker ps -aq -f name=brief')" ]
  ends=$(on one 'grep -c "^last" /root/var/log/brief.log')
  echo "$ends runs came to their last line"
  ((ends >= 8))
  # Each run begins with 1 and counts up; none has a hole, and each that got so far ends with "last".
  [ "$(on one 'awk "/^[0-9]/ {if (\$1 != 1 && \$1 != last + 1) bad++; last = \$1} END {print bad + 0}" /root/var/log/brief.log')" = 0 ]
}
